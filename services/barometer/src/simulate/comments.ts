import type { Chance } from './chance.ts';
import type { Experience, Grievance } from './experience.ts';
import type { TicketCase } from './ticket-life.ts';

const COMPLAINTS: Readonly<Record<Grievance, readonly string[]>> = {
  outage: [
    '{service} was down again and nobody told us.',
    'Half a day lost because {service} did not work.',
    'The outage of {service} hit us in the middle of month end.',
  ],
  reopened: [
    'It was closed, but the problem came back the same day.',
    'I had to open it again: {topic} was not solved.',
    'Said to be fixed, was not fixed.',
  ],
  missed: [
    'Took far too long.',
    'Several days for "{topic}", and nobody called.',
    'We were promised an answer much sooner.',
  ],
  'passed around': [
    'I had to explain everything to three different people.',
    'Passed from team to team, and each asked the same questions.',
  ],
  'slow response': ['No sign of life for hours.', 'I waited most of the day for a first answer.'],
};

const DISPLEASED = ['Not what I expect from {service}.', 'The answer did not help me.', 'Rather unfriendly.'];
const INDIFFERENT = [
  'It works again.',
  'All right in the end, could be quicker.',
  'Solved, though I had to ask twice.',
];
const PRAISE = [
  'Quick and friendly, thank you.',
  'Solved on the first call!',
  '{agent} knew exactly what to do.',
  'Clear steps, and {service} worked again at once.',
  'Great help with "{topic}".',
];

/** A few plain words that fit how the customer feels. */
export function commentOn(
  chance: Chance,
  ticket: TicketCase,
  experience: Experience,
  agent: string | undefined,
): string {
  const [grievance] = experience.grievances;
  const words = { service: ticket.service.name, topic: ticket.topic, agent: agent ?? 'The agent' };
  return chance
    .pick(choices(experience.happiness, grievance))
    .replaceAll(/\{(service|topic|agent)\}/g, (_hole, name: keyof typeof words) => words[name]);
}

function choices(happiness: number, grievance: Grievance | undefined): readonly string[] {
  if (happiness > 0.8) return PRAISE;
  if (happiness > 0.6) return INDIFFERENT;
  return grievance === undefined ? DISPLEASED : COMPLAINTS[grievance];
}
