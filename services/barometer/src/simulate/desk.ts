/** Everybody and everything that a simulated desk is made of. */
export interface Desk {
  readonly firstLine: Team;
  readonly services: readonly Service[];
  readonly channels: readonly Channel[];
  readonly priorities: readonly Priority[];
  readonly companies: readonly Company[];
}

export interface Team {
  readonly name: string;
  readonly agents: readonly Agent[];
}

export interface Agent {
  readonly name: string;
  /** What customers feel of it: from −0.1 to 0.1. */
  readonly skill: number;
}

export interface Service {
  readonly name: string;
  readonly product: string;
  readonly weight: number;
  /** Takes over what the first line cannot solve. */
  readonly secondLine: Team;
  readonly topics: readonly string[];
  /** How likely a ticket is handed over. */
  readonly hardness: number;
}

export interface Channel {
  readonly name: string;
  readonly weight: number;
  /** Median time to the first response, in minutes. */
  readonly response: number;
}

export interface Priority {
  readonly name: string;
  readonly weight: number;
  /** Hours until the ticket is due. */
  readonly due: number;
  /** Median hours of work. */
  readonly work: number;
}

export interface Company {
  readonly name: string;
  readonly segment: string;
  readonly weight: number;
  /** How its people look at the desk to begin with: from −0.1 to 0.1. */
  readonly mood: number;
}

const SKILLS = [0.08, 0.02, -0.06, 0.05, -0.01, -0.09];

const team = (name: string, ...agents: readonly string[]): Team => ({
  name,
  agents: agents.map((agent, place) => ({ name: agent, skill: SKILLS[place % SKILLS.length] ?? 0 })),
});

const workplace = team('Workplace', 'Noor Haddad', 'Tom Reyes', 'Julia Brandt', 'Piet Vos');
const network = team('Network', 'Ayo Martins', 'Greta Holm', 'Luis Ferrer');
const applications = team('Business Applications', 'Mei Tan', 'Ravi Nair', 'Ines Aubert', 'Olu Adeyemi', 'Sara Lind');
const identity = team('Identity', 'Jonas Weir', 'Aylin Demir');

const service = (
  name: string,
  product: string,
  weight: number,
  secondLine: Team,
  hardness: number,
  ...topics: readonly string[]
): Service => ({ name, product, weight, secondLine, hardness, topics });

const company = (name: string, segment: string, weight: number, mood: number): Company => ({
  name,
  segment,
  weight,
  mood,
});

/** A desk of five teams, eight services and fourteen customers. */
export const DESK: Desk = {
  firstLine: team(
    'Service Desk',
    'Lena Ortiz',
    'Sam Okafor',
    'Petra Novak',
    'Max Keller',
    'Hana Sato',
    'Emil Dahl',
    'Rosa Blanco',
    'Ian Frost',
  ),
  services: [
    service('Mail', 'Exchange', 20, workplace, 0.15, 'mailbox full', 'mail not delivered', 'shared mailbox', 'spam'),
    service('Laptops', 'Workplace', 18, workplace, 0.25, 'slow laptop', 'broken screen', 'new device', 'update failed'),
    service('Accounts', 'Directory', 17, identity, 0.1, 'password reset', 'account locked', 'access request'),
    service('VPN', 'Remote Access', 12, network, 0.3, 'cannot connect', 'connection drops', 'slow connection'),
    service('Wi-Fi', 'Office Network', 8, network, 0.25, 'no signal', 'slow network'),
    service(
      'CRM',
      'Salesdesk',
      11,
      applications,
      0.35,
      'record missing',
      'report wrong',
      'slow pages',
      'access request',
    ),
    service('ERP', 'Ledgerline', 8, applications, 0.4, 'posting failed', 'interface stopped', 'report wrong'),
    service('Printing', 'Follow-Me Print', 6, workplace, 0.2, 'printer jam', 'cannot print', 'toner'),
  ],
  channels: [
    { name: 'portal', weight: 34, response: 40 },
    { name: 'phone', weight: 30, response: 3 },
    { name: 'email', weight: 22, response: 75 },
    { name: 'chat', weight: 14, response: 5 },
  ],
  priorities: [
    { name: '1', weight: 3, due: 4, work: 1.6 },
    { name: '2', weight: 12, due: 8, work: 3 },
    { name: '3', weight: 60, due: 24, work: 5 },
    { name: '4', weight: 25, due: 72, work: 10 },
  ],
  companies: [
    company('Hollis Bank', 'enterprise', 16, -0.03),
    company('Northwind Foods', 'enterprise', 14, 0.04),
    company('Meridian Rail', 'enterprise', 12, -0.08),
    company('Brightwell Clinic', 'mid-market', 9, 0.02),
    company('Castle Insurance', 'mid-market', 8, 0),
    company('Orchard Schools', 'mid-market', 7, 0.06),
    company('Delta Logistics', 'mid-market', 7, -0.04),
    company('Fjord Energy', 'mid-market', 6, 0.03),
    company('Atelier Rousseau', 'small-business', 4, 0.08),
    company('Kaya Travel', 'small-business', 4, 0.05),
    company('Tiller & Sons', 'small-business', 4, -0.02),
    company('Green Bean Coffee', 'small-business', 3, 0.09),
    company('Quarry Works', 'small-business', 3, -0.06),
    company('Studio Vento', 'small-business', 3, 0.01),
  ],
};
