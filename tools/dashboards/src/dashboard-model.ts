/** A dashboard of Grafana's classic schema, as far as it is judged here. */
export interface DashboardModel {
  readonly uid: string;
  readonly title: string;
  readonly editable: boolean;
  readonly schemaVersion: number;
  readonly templating: { readonly list: readonly VariableModel[] };
  readonly annotations: { readonly list: readonly AnnotationModel[] };
  readonly panels: readonly PanelModel[];
}

export interface VariableModel {
  readonly name: string;
  readonly type: string;
  readonly label?: string;
  readonly query?: string | { readonly query: string };
  readonly datasource?: { readonly uid: string };
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string;
  readonly refresh?: number;
}

export interface AnnotationModel {
  readonly name: string;
  readonly expr?: string;
  readonly datasource: { readonly uid: string };
}

export interface PanelModel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly uid: string };
  readonly fieldConfig?: {
    readonly defaults: { readonly unit?: string; readonly links?: readonly { readonly url: string }[] };
  };
  readonly targets?: readonly TargetModel[];
  readonly gridPos?: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

export interface TargetModel {
  readonly refId: string;
  readonly datasource: { readonly uid: string };
  readonly expr?: string;
  readonly rawSql?: string;
}

/** The panels that show something; rows only hold them together. */
export function shownPanels(dashboard: DashboardModel): readonly PanelModel[] {
  return dashboard.panels.filter(({ type }) => type !== 'row');
}

/** What a variable asks the data source. */
export function queryOf({ query }: VariableModel): string {
  return typeof query === 'string' ? query : (query?.query ?? '');
}
