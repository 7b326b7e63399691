// Where the time of a trace went, grouped by operations that did the same. Imports no module that draws.

const CONNECTION_WAIT = 'jdbc.connection_wait_time';

/**
 * @typedef {object} Statistic
 * @property {string} name
 * @property {string} category
 * @property {number} count
 * @property {number} failed
 * @property {number} totalUs without spans within another one of the same name
 * @property {number} selfUs
 * @property {number} maxUs
 * @property {number} share of the time of all spans, from 0 to 1
 * @property {number} [waitUs] for connections, where known
 * @property {number} [rows] where known
 * @property {string} slowestId
 */

/**
 * @param {object} span
 * @param {string} key
 * @returns {unknown}
 */
function knownValue(span, key) {
	return span.attributes.find((it) => it.key === key)?.value;
}

/** Statements are the same if their summary is, whatever their values. */
function groupName(span) {
	return (span.category === 'db' && knownValue(span, 'db.query.summary')) || span.name;
}

function isWithin(outer, key) {
	for (let it = outer; it; it = it.outer) {
		if (it.key === key) return true;
	}
	return false;
}

/** A value that is not a number is not known. */
function addKnown(group, name, value) {
	if (Number.isFinite(value)) group[name] = (group[name] ?? 0) + value;
}

/**
 * @param {object[]} spans as the application sends them, parents before their children
 * @returns {Statistic[]} the statistics, longest own time first
 */
export function statisticsOf(spans) {
	const groups = new Map();
	const all = spans.reduce((sum, it) => sum + it.selfUs, 0) || 1;
	const above = new Map();
	for (const span of spans) {
		const key = `${span.service}\n${span.category}\n${groupName(span)}`;
		const outer = above.get(span.parentId);
		const group = groups.get(key) ?? { name: groupName(span), service: span.service, category: span.category, count: 0, failed: 0, totalUs: 0, selfUs: 0, maxUs: -1, share: 0 };
		groups.set(key, group);
		above.set(span.spanId, { key, outer });
		group.count++;
		group.failed += span.status === 'error' ? 1 : 0;
		group.selfUs += span.selfUs;
		group.totalUs += isWithin(outer, key) ? 0 : span.durationUs;
		addKnown(group, 'waitUs', Number(knownValue(span, CONNECTION_WAIT)) * 1_000_000);
		addKnown(group, 'rows', span.sql?.rows);
		if (span.durationUs > group.maxUs) Object.assign(group, { maxUs: span.durationUs, slowestId: span.spanId });
	}
	return [...groups.values()].map((it) => ({ ...it, share: it.selfUs / all })).sort((a, b) => b.selfUs - a.selfUs);
}
