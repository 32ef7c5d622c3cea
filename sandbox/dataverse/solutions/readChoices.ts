/** Room sandbox/dataverse, solutions. Global choices, and the options of any choice. */
import type { Choice, ChoiceOption } from '../model';
import { invalidCustomizations } from './faults';
import { attribute, child, children, labels, wholeNumber, type Element } from './xml';

/** Choices under `optionsets`. */
export function readChoices(customizations: Element): Choice[] {
  return children(child(customizations, 'optionsets'), 'optionset').map((element) => {
    const name = attribute(element, 'Name');
    if (name === undefined) throw invalidCustomizations('An optionset has no Name.');
    const displayName = labels(child(element, 'displaynames'), 'displayname');
    const fallback = attribute(element, 'localizedName') ?? name;
    return {
      name,
      isGlobal: true,
      displayName: Object.keys(displayName).length === 0 ? { '1033': fallback } : displayName,
      options: readOptions(element),
    };
  });
}

/** The options of an `optionset` element, in order. */
export function readOptions(optionSet: Element | undefined): ChoiceOption[] {
  return children(child(optionSet, 'options'), 'option').map((element) => {
    const value = wholeNumber(attribute(element, 'value'));
    if (value === undefined) {
      throw invalidCustomizations(`An option of ${attribute(optionSet, 'Name') ?? 'a choice'} has no numeric value.`);
    }
    return { value, label: labels(child(element, 'labels'), 'label') };
  });
}
