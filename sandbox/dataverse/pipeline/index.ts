/** Room sandbox/dataverse, pipeline. Puts the parts together that run registered steps. */
import type { Guid, RowService } from '../contracts';
import { ValueCoercer } from '../rows/coerceValue';
import type { RowStore } from '../rows/rowStore';
import type { TableEvents } from '../rows/tableEvents';
import { CustomApis } from './customApis/customApis';
import { Chains } from './depth';
import { OperationStack } from './operation';
import type { MessageServices } from './runMessage';
import { registerRegistrationChecks } from './steps/checkRegistration';
import { RegisteredStepRunner } from './steps/runSteps';
import { StepJobs } from './steps/stepJobs';
import { StepRegistry } from './steps/stepRegistry';
import { WebhookPoster } from './webhooks/poster';

export interface PipelineOptions {
  readonly store: RowStore;
  readonly events: TableEvents;
  readonly clock: () => Date;
  readonly newId: () => Guid;
  /** The row service, which itself needs the pipeline. */
  readonly rows: () => RowService;
  /** How long one attempt of a webhook may take. Default: 60 s, as on the platform. */
  readonly webhookTimeoutMs?: number;
  /** Host of the environment's address, for the webhooks. Default: `localhost`. */
  readonly organizationHost?: string;
}

/** What the parts of the embedded Dataverse need of the pipeline. */
export interface Pipeline extends MessageServices {
  readonly chains: Chains;
  readonly jobs: StepJobs;
  readonly customApis: CustomApis;
  /** Ends deliveries that are under way; their jobs run again at the next start. */
  close(): void;
}

export function openPipeline(options: PipelineOptions): Pipeline {
  const { store, events, clock, newId, rows } = options;
  const poster = new WebhookPoster(options.webhookTimeoutMs);
  const chains = new Chains(clock);
  const jobs = new StepJobs({ store, rows, poster, clock });
  registerRegistrationChecks(store, events);
  const steps = new RegisteredStepRunner({
    store,
    coercer: new ValueCoercer(store.metadata),
    clock,
    newId,
    registry: new StepRegistry(store, events),
    jobs,
    poster,
    chains,
    organizationHost: options.organizationHost ?? 'localhost',
  });
  const stack = new OperationStack();
  return {
    stack,
    steps,
    chains,
    jobs,
    customApis: new CustomApis(store, events, { stack, steps, rows }),
    close() {
      jobs.close();
      void poster.close();
    },
  };
}
