import type { Dashboard, DataQuery, FieldConfig, GraphFieldConfig, GridPos } from '@grafana/schema';

/** What the panels ask Prometheus for. */
interface Query extends DataQuery {
  expr: string;
  legendFormat: string;
}

/** A graph over time, all that there is; what Grafana has besides is left out, so that a misspelt key is an error. */
interface Graph {
  id: number;
  type: 'timeseries';
  title: string;
  gridPos: GridPos;
  datasource: { type: 'prometheus'; uid: 'prometheus' };
  fieldConfig: { defaults: FieldConfig<Partial<GraphFieldConfig>>; overrides: [] };
  targets: [Query, ...Query[]];
}

/** The dashboard as the service needs it, and as Grafana takes it. */
export type Intake = Omit<Dashboard, 'panels'> & { panels: Graph[] };

/** A graph is a panel of Grafana's. */
export const graphsArePanels = (graphs: Graph[]): Dashboard['panels'] =>
  graphs.map((graph) => ({ ...graph, targets: graph.targets.map((query) => ({ ...query })) }));
