/**
 * Room sandbox/app. The life of one control on a form: init once, updateView when something it sees changed, outputs
 * written back to the columns, destroy at the end.
 */
import type { FormControl } from '../form/control';
import type { FormSession } from '../form/formSession';
import type { AttributeValue, LookupValue } from '../form/values';
import { isLookupColumn, sameValue } from '../form/values';
import { createContext } from './context';
import type { PropertyBag } from './parameters';
import { boundAttribute, changedProperties, parametersOf, toParameters } from './parameters';
import type { ControlInstance, LoadedControl } from './registry';

export interface LifeHost {
  readonly session: FormSession;
  readonly control: FormControl;
  readonly loaded: LoadedControl;
  /** The element of a standard control; a virtual one gets none. */
  readonly container: HTMLDivElement | undefined;
  /** A virtual control's element, or undefined for a standard one. */
  render(element: unknown): void;
  /** The control threw. It is not called again. */
  failed(error: unknown): void;
  measureWidth(): number;
}

export class ControlLife {
  #instance: ControlInstance | undefined;
  #seen: Record<string, PropertyBag> | undefined;
  #seenMode = '';
  #isOutputPending = false;
  #isRenderPending = false;
  #isOver = false;
  #isSizeTracked = false;
  #state: Record<string, unknown> = {};

  constructor(private readonly host: LifeHost) {}

  /** Makes the control and draws it for the first time. */
  start(): void {
    this.#guard(() => {
      const { loaded, container, control } = this.host;
      this.#instance = new loaded.constructorFunction();
      const parameters = this.#parameters();
      this.#instance.init(this.#context(parameters, []), () => this.#notifyOutputChanged(), this.#state, container);
      control.outputs = () => this.#instance?.getOutputs?.() ?? {};
      this.#updateView(parameters);
    });
  }

  /** Looks whether anything the control sees changed, and if so calls `updateView`. */
  formChanged(): void {
    if (!this.#instance || this.#isOver) return;
    const parameters = this.#parameters();
    if (changedProperties(this.#seen, parameters).length === 0 && this.#mode() === this.#seenMode) return;
    this.#guard(() => {
      this.#updateView(parameters);
    });
  }

  /** Draws again without a change, as `factory.requestRender` and a resize ask for. */
  requestRender(): void {
    if (this.#isRenderPending || this.#isOver) return;
    this.#isRenderPending = true;
    queueMicrotask(() => {
      this.#isRenderPending = false;
      if (this.#isOver) return;
      this.#guard(() => {
        this.#updateView(this.#parameters());
      });
    });
  }

  containerResized(): void {
    if (this.#isSizeTracked) this.requestRender();
  }

  /** Ends the control's life. Safe to call more than once. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.host.control.outputs = undefined;
    try {
      this.#instance?.destroy();
    } catch (error) {
      this.host.session.host.scriptError(error);
    }
  }

  #updateView(parameters: Record<string, PropertyBag>): void {
    const updated = changedProperties(this.#seen, parameters);
    this.#seen = parameters;
    this.#seenMode = this.#mode();
    this.host.render(this.#instance?.updateView(this.#context(parameters, updated)));
  }

  #context(parameters: Record<string, PropertyBag>, updatedProperties: readonly string[]): object {
    const { session, control, loaded } = this.host;
    return createContext({
      session,
      control,
      loaded,
      parameters,
      updatedProperties,
      width: this.#isSizeTracked ? this.host.measureWidth() : -1,
      requestRender: () => {
        this.requestRender();
      },
      trackContainerResize: (isTracked) => {
        this.#isSizeTracked = isTracked;
        if (isTracked) this.requestRender();
      },
      // Differs from the platform: the state lives as long as the control, not as long as the session.
      setControlState: (state) => {
        this.#state = { ...this.#state, ...state };
        return true;
      },
    });
  }

  #parameters(): Record<string, PropertyBag> {
    const { session, control, loaded } = this.host;
    return toParameters(session, control, loaded.manifest.properties);
  }

  #mode(): string {
    const { session, control } = this.host;
    return JSON.stringify([control.isEditable, control.visible, control.label, session.id, session.primaryName]);
  }

  /** Several calls in one turn are one change, as the platform coalesces them. */
  #notifyOutputChanged(): void {
    if (this.#isOutputPending || this.#isOver) return;
    this.#isOutputPending = true;
    queueMicrotask(() => {
      this.#isOutputPending = false;
      if (this.#isOver) return;
      this.#guard(() => {
        this.#writeOutputs(this.#instance?.getOutputs?.() ?? {});
        this.#updateView(this.#parameters());
      });
    });
  }

  #writeOutputs(outputs: Record<string, unknown>): void {
    const { session, control } = this.host;
    const given = parametersOf(control);
    for (const [name, output] of Object.entries(outputs)) {
      // undefined says nothing about the value; null clears it.
      if (output === undefined) continue;
      const attribute = boundAttribute(session, given[name]);
      if (!attribute) continue;
      const value = toValue(output, isLookupColumn(attribute.column));
      if (!sameValue(attribute.value, value)) attribute.edit(value);
    }
  }

  #guard(work: () => void): void {
    if (this.#isOver) return;
    try {
      work();
    } catch (error) {
      this.host.failed(error);
      this.end();
    }
  }
}

function toValue(output: unknown, isLookup: boolean): AttributeValue {
  if (output === null || output === '') return null;
  if (Array.isArray(output) && output.length === 0) return null;
  if (!isLookup) return output as AttributeValue;
  return (Array.isArray(output) ? (output as LookupValue[]) : [output as LookupValue]).map((one) => ({
    id: one.id.replace(/[{}]/g, '').toLowerCase(),
    name: one.name ?? '',
    entityType: one.entityType,
  }));
}
