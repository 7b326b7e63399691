// Compares two traces, call by call, like TraceComparison for assistants. Change both, and compare-cases.json, which the tests of
// both use.

/** A difference is shown if it is at least this long, and at least this share of the earlier time. */
const LEAST_US = 1000;
const LEAST_SHARE = 0.25;

/**
 * @typedef {object} Side of a row: the same calls in one trace
 * @property {number} count
 * @property {number} totalUs
 * @property {string} spanId the slowest
 * @property {boolean} failed
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {string} category
 * @property {number} depth
 * @property {Side | null} before
 * @property {Side | null} after
 * @property {'added' | 'gone' | 'slower' | 'faster' | 'same'} change
 * @property {number} differenceUs
 */

/** The key by which two calls are the same: the service, the kind of call, and the route, the statement or the name. */
function callOf(span) {
	const summary = span.category === 'db' && span.attributes.find((it) => it.key === 'db.query.summary')?.value;
	return { key: `${span.service}\n${span.category}\n${summary || span.name}`, name: summary || span.name, category: span.category };
}

function childrenOf(spans) {
	const known = new Set(spans.map((it) => it.spanId));
	const children = new Map([[undefined, []]]);
	for (const span of spans) {
		const parent = known.has(span.parentId) ? span.parentId : undefined;
		if (!children.has(parent)) children.set(parent, []);
		children.get(parent).push(span);
	}
	return children;
}

function sideOf(spans) {
	if (!spans.length) return null;
	const slowest = spans.reduce((a, b) => b.durationUs > a.durationUs ? b : a);
	return { count: spans.length, totalUs: spans.reduce((sum, it) => sum + it.durationUs, 0), spanId: slowest.spanId, failed: spans.some((it) => it.status === 'error') };
}

/** @returns {Row['change']} */
function changeOf(before, after) {
	if (!before) return 'added';
	if (!after) return 'gone';
	const difference = after.totalUs - before.totalUs;
	if (Math.abs(difference) < LEAST_US || Math.abs(difference) < LEAST_SHARE * Math.min(before.totalUs, after.totalUs)) return 'same';
	return difference > 0 ? 'slower' : 'faster';
}

/**
 * Calls are the same if they are below the same calls and are alike themselves; their number and order do not matter. The
 * two main roots always count as the same, so that two routes can be compared.
 * @param {object[]} before spans of a trace, parents before their children
 * @param {object[]} after those of another
 * @returns {Row[]} those that begin first come first, followed by the calls below them
 */
export function alignTraces(before, after) {
	const [old, now] = [childrenOf(before), childrenOf(after)];
	const rows = [];
	const roots = [old.get(undefined), now.get(undefined)];
	const longest = (spans) => spans.reduce((a, b) => !a || b.durationUs > a.durationUs ? b : a, null);
	const [oldMain, newMain] = roots.map(longest);
	// Without recursion, because a trace may be deep.
	const stack = groups(...roots, 0, (span) => span === oldMain || span === newMain).reverse();
	while (stack.length) {
		const { call, olds, news, depth } = stack.pop();
		const [beforeSide, afterSide] = [sideOf(olds), sideOf(news)];
		rows.push({
			name: call.name, category: call.category, depth, before: beforeSide, after: afterSide,
			change: changeOf(beforeSide, afterSide), differenceUs: (afterSide?.totalUs ?? 0) - (beforeSide?.totalUs ?? 0),
		});
		const below = (spans, children) => spans.flatMap((it) => children.get(it.spanId) ?? []);
		stack.push(...groups(below(olds, old), below(news, now), depth + 1).reverse());
	}
	return rows;
}

function groups(olds, news, depth, isMain = (span) => false) {
	const found = new Map();
	for (const [side, spans] of [['news', news], ['olds', olds]]) {
		for (const span of spans) {
			const call = callOf(span);
			const key = isMain(span) ? '' : call.key;
			const group = found.get(key) ?? { call, olds: [], news: [], depth, at: span.offsetUs };
			group.at = Math.min(group.at, span.offsetUs);
			group[side].push(span);
			found.set(key, group);
		}
	}
	return [...found.values()].sort((a, b) => a.at - b.at);
}

/**
 * The rows that differ, with the rows above them.
 * @param {Row[]} rows
 * @returns {Row[]}
 */
export function onlyDifferences(rows) {
	const kept = [];
	let depth = 0;
	for (const row of [...rows].reverse()) {
		if (row.change !== 'same' || row.depth < depth) {
			kept.push(row);
			depth = row.depth;
		}
	}
	return kept.reverse();
}

/**
 * The median trace, by duration.
 * @param {{ durationUs: number, complete: boolean, gone?: boolean }[]} summaries of one route
 * @returns {object | undefined}
 */
export function medianOf(summaries) {
	const all = summaries.filter((it) => it.complete && !it.gone).sort((a, b) => a.durationUs - b.durationUs);
	return all[Math.floor((all.length - 1) / 2)];
}
