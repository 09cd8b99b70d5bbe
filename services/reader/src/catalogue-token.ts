/** The `Catalogue` in force. */
export const CATALOGUE = Symbol('barometer.catalogue');
