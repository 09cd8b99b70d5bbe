/** How a process is set up. Read once at start by `loadSettings`; every service gets the same object. */
export interface Settings {
  readonly http: {
    readonly host: string;
    /** 0 lets the system choose a free one. */
    readonly port: number;
    /** The largest request body that the intake takes, in bytes. */
    readonly maxBodyBytes: number;
  };
  /** The folder of the embedded database: absolute. */
  readonly dataDir: string;
  readonly engine: Engine;
  /** Absent: PostgreSQL comes embedded, kept in `dataDir`. Holds a password; never print it. */
  readonly databaseUrl: string | undefined;
  /** Absent: no TLS to the database. */
  readonly databaseTls: DatabaseTls | undefined;
  /** Most connections that the process opens to the database. */
  readonly databaseConnections: number;
  readonly kafka: {
    /** `host:port` of each broker to ask first; empty when none is set. */
    readonly brokers: readonly string[];
    /** Absent: no TLS to the brokers. */
    readonly tls: KafkaTls | undefined;
    readonly login: KafkaLogin | undefined;
  };
  readonly logLevel: LogLevel;
  /** The content of the file of own KPI definitions, known to be right: for `loadCatalogue` of `#core/kpis`. */
  readonly ownCatalogue: unknown;
  /** The content of the file of own alert rules, known to be right: for `loadAlertRules` of `#core/alerts`. */
  readonly ownAlertRules: unknown;
  /** Where alerts are delivered. */
  readonly webhook: SignedWebhook | undefined;
  /** Where what people do about a case is delivered, for the ticket tool. */
  readonly noteWebhook: SignedWebhook | undefined;
  /** The tools that alerts are told to. Addresses and keys are secret: never print them. */
  readonly tools: AlertTools;
  /** Partitions of each topic that this process creates. */
  readonly partitions: number;
  /** Put before every topic and consumer group, so that two installations can use one broker. May be empty. */
  readonly topicPrefix: string;
  /** At most this many records in a batch. */
  readonly batchRecords: number;
  /** How long journal and ledger are kept; absent: for ever. */
  readonly keepDays: number | undefined;
  /** How long an orderly stop may take. */
  readonly shutdownSeconds: number;
}

/** What is posted is signed by the rules of Standard Webhooks. Address and secret are never printed. */
export interface SignedWebhook {
  readonly url: string;
  readonly secret: string;
}

export interface AlertTools {
  /** The front page of each Alertmanager; may be none. */
  readonly alertmanagers: readonly string[];
  readonly pagerDuty: { readonly url: string; readonly key: string } | undefined;
  readonly slack: string | undefined;
  readonly teams: string | undefined;
  readonly email: EmailSettings | undefined;
}

export interface EmailSettings {
  /** `smtp:` or `smtps:`; may hold a login. */
  readonly url: string;
  readonly from: string;
  readonly to: readonly string[];
}

export interface KafkaLogin {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  /** Never printed. */
  readonly password: string;
}

/** What a side of a TLS connection trusts and shows, in PEM: read from files and known to fit together. */
export interface TlsCertificates {
  /** Absent: the system's authorities. */
  readonly ca?: string;
  /** What is shown to the other side; only together with its key. */
  readonly cert?: string;
  /** Never printed. */
  readonly key?: string;
}

export interface KafkaTls extends TlsCertificates {
  /** The name that the brokers' certificates carry, when it is not the one that they are reached by. */
  readonly servername?: string;
}

/** How much of the server's certificate is checked: nothing, who signed it, or also its name. */
export type DatabaseTlsMode = 'require' | 'verify-ca' | 'verify-full';

export interface DatabaseTls extends TlsCertificates {
  readonly mode: DatabaseTlsMode;
}

export type Engine = 'embedded' | 'kafka';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
