// Which of the remarkable facts about a trace are shown together. Imports no module that draws.

/** The maximum number of lines before those of one kind become one. */
const MOST_LINES = 3;

const kinds = {
	error: ['error', 'errors'], refused: ['refused request', 'refused requests'], 'n+1': ['N+1 query', 'N+1 queries'], repeat: ['repeated call', 'repeated calls'],
	'slow-sql': ['slow statement', 'slow statements'], connection: ['wait for a connection', 'waits for a connection'], incomplete: ['missing part', 'missing parts'],
	remote: ['service that was waited for', 'services that were waited for'], 'open-in-view': ['lazy load', 'lazy loads'], 'late-sql': ['late statement', 'late statements'],
	response: ['response', 'responses'], gc: ['garbage collection', 'garbage collections'], first: ['first request', 'first requests'],
	code: ['place in the application', 'places in the application'], gap: ['time without spans', 'times without spans'],
};
const levels = ['info', 'warn', 'error'];

/**
 * @typedef {object} Finding
 * @property {string} type
 * @property {string} level
 * @property {string} title
 * @property {string} text
 * @property {string[]} spanIds
 * @property {object} [callSite]
 * @property {Finding[]} [all] the findings that are shown together
 */

/**
 * @param {Finding[]} findings
 * @returns {Finding[]} single ones, or one for all of a kind if there are many
 */
export function groupFindings(findings) {
	if (findings.length <= MOST_LINES) return findings;
	const byType = new Map();
	for (const it of findings) byType.set(it.type, [...byType.get(it.type) ?? [], it]);
	return [...byType.values()].map((all) => all.length === 1 ? all[0] : together(all));
}

function together(all) {
	const [{ type }] = all;
	// Each error represents the spans where it happened; other findings count as one each, over some spans.
	const count = type === 'error' ? all.reduce((sum, it) => sum + Math.max(1, it.spanIds.length), 0) : all.length;
	const [one, many] = kinds[type] ?? [type, type];
	const level = levels[Math.max(...all.map((it) => levels.indexOf(it.level)))] ?? 'info';
	return { type, level, title: `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`, text: all.map((it) => it.title).join(' · '), spanIds: all.flatMap((it) => it.spanIds), all };
}
