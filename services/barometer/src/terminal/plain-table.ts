/** Tables without colours and inner lines: they read well on a terminal, in a file and in an issue. */
export const PLAIN = {
  chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  style: { head: [], border: [], 'padding-left': 1, 'padding-right': 1 },
};
