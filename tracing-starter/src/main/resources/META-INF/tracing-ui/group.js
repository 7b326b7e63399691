// What distinguishes a group of traces: traits that are more common among them than among the others. Imports no module that draws.

const FEWEST_POINTS = 0.1;
const MOST = 8;

/**
 * The traits to compare: a name, the values of a trace, and the filter term for a value if there is one.
 * @type {[string, (it: object) => unknown[], ((value: string) => string)?][]}
 */
const traits = [
	['request', (it) => [it.name], (value) => `name="${value}"`],
	['status', (it) => [it.status], (value) => `status:${value}`],
	['error', (it) => [it.error], (value) => `error="${value}"`],
	['service', (it) => it.services ?? [], (value) => `service="${value}"`],
	['N+1', (it) => [it.nPlusOne ? 'yes' : undefined], () => 'n+1:true'],
	['SQL', (it) => [stepOf(it.sqlCount)], (value) => termOfStep('sql', value)],
	['spans', (it) => [stepOf(it.spanCount)], (value) => termOfStep('spans', value)],
	['logs', (it) => [it.logCount ? 'some' : 'none'], (value) => value === 'some' ? 'logs>0' : 'logs=0'],
	['path', (it) => [it.path], (value) => `path="${value}"`],
];

const steps = [0, 1, 5, 20, 100, 500];

function stepOf(count) {
	const at = steps.findLastIndex((it) => count > it);
	if (at < 0) return '0';
	return steps[at + 1] === undefined ? `more than ${steps[at]}` : steps[at] + 1 === steps[at + 1] ? String(steps[at + 1]) : `${steps[at] + 1} to ${steps[at + 1]}`;
}

function termOfStep(field, step) {
	const [, above] = /^more than (\d+)/.exec(step) ?? [];
	const [, from, to] = /^(\d+) to (\d+)/.exec(step) ?? [];
	return above ? `${field}>${above}` : from ? `${field}>=${from} ${field}<=${to}` : `${field}=${step}`;
}

/**
 * @typedef {object} Trait
 * @property {string} name
 * @property {string} value
 * @property {number} inside the share of the group that has it
 * @property {number} outside the share of the others
 * @property {string} [term] for the filter
 */

/**
 * @param {object[]} group summaries of traces
 * @param {object[]} others
 * @returns {Trait[]} the traits, those that differ most first
 */
export function commoner(group, others) {
	if (!group.length || !others.length) return [];
	const found = [];
	for (const [name, values, term] of traits) {
		const [inside, outside] = [group, others].map((all) => countValues(all, values));
		for (const [value, count] of inside) {
			const shares = { inside: count / group.length, outside: (outside.get(value) ?? 0) / others.length };
			if (shares.inside - shares.outside >= FEWEST_POINTS && count > 1) found.push({ name, value, ...shares, term: term?.(value.replaceAll('"', '')) });
		}
	}
	return found.sort((a, b) => (b.inside - b.outside) - (a.inside - a.outside)).slice(0, MOST);
}

function countValues(all, values) {
	const counts = new Map();
	for (const it of all) {
		for (const value of values(it)) {
			if (value !== undefined) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
		}
	}
	return counts;
}
