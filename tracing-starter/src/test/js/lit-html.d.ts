// What the page uses of lit-html, for the check of types: its own declarations come by npm, which is no part of the build.
export interface TemplateResult {
	readonly strings: TemplateStringsArray;
	readonly values: unknown[];
}
export function html(strings: TemplateStringsArray, ...values: unknown[]): TemplateResult;
export function svg(strings: TemplateStringsArray, ...values: unknown[]): TemplateResult;
export function render(value: unknown, container: Element | DocumentFragment): unknown;
// As a default of a parameter it stands for text, markup or a number.
export const nothing: any;
