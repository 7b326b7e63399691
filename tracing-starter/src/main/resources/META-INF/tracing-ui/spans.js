// Computations on the spans of a trace. Imports no module that draws, so that Node can test it.

/**
 * @typedef {object} Span
 * @property {string} spanId
 * @property {string} [parentId]
 * @property {string} name
 * @property {number} offsetUs
 * @property {number} durationUs
 * @property {string} status
 * @property {{ id: number }} [repeatGroup]
 */

/**
 * A row of the waterfall; a run represents siblings that do the same.
 * @typedef {object} SpanNode
 * @property {string} id
 * @property {Span} span
 * @property {Span[] | null} run
 * @property {number} depth
 * @property {SpanNode | null} parent
 * @property {SpanNode[]} children
 */

/**
 * @param {Span[]} spans
 * @returns {number} microseconds from the start of the trace
 */
export function latestEnd(spans) {
	return spans.reduce((max, it) => Math.max(max, it.offsetUs + it.durationUs), 0);
}

/**
 * @param {Span} span
 * @returns {boolean}
 */
export function isFailed(span) {
	return span.status === 'error';
}

/**
 * The rows of the waterfall. Rows that the reader has folded or unfolded stay so when more spans of the trace arrive.
 */
export class SpanRows {

	constructor() {
		this.toggled = new Set();
		/** @type {Map<string, SpanNode>} */
		this.nodes = new Map();
		/** @type {SpanNode[]} */
		this.roots = [];
	}

	/** @param {Span[]} spans parents before their children */
	set(spans) {
		Object.assign(this, buildTree(spans));
	}

	/** Runs are folded unless the reader unfolded them. */
	isFolded(node) {
		return this.toggled.has(node.id) !== Boolean(node.run);
	}

	toggle(node) {
		if (!this.toggled.delete(node.id)) this.toggled.add(node.id);
	}

	/**
	 * @param {Set<string> | null} kept the spans to show, with their ancestors; null for all
	 * @returns {SpanNode[]} the rows in their order
	 */
	visible(kept) {
		const shown = kept && new Set();
		for (const id of kept ?? []) {
			for (let node = this.nodes.get(id); node && !shown.has(node); node = node.parent) shown.add(node);
		}
		const rows = [];
		const stack = [...this.roots].reverse();
		while (stack.length) {
			const node = stack.pop();
			if (shown && !shown.has(node)) continue;
			rows.push(node);
			if (!this.isFolded(node)) stack.push(...[...node.children].reverse());
		}
		return rows;
	}

	/** The row that shows a span: its own, or that of the folded ancestor closest to the root. */
	rowOf(spanId) {
		let shown = this.nodes.get(spanId) ?? null;
		for (let node = shown?.parent; node; node = node.parent) {
			if (this.isFolded(node)) shown = node;
		}
		return shown;
	}

	/** Unfolds the ancestors of a span. */
	reveal(spanId) {
		for (let node = this.nodes.get(spanId)?.parent; node; node = node.parent) {
			if (this.isFolded(node)) this.toggle(node);
		}
	}

}

/**
 * @param {Span[]} spans parents before their children
 * @returns {{ nodes: Map<string, SpanNode>, roots: SpanNode[] }}
 */
export function buildTree(spans) {
	/** @type {Map<string, SpanNode>} */
	const nodes = new Map(spans.map((span) => [span.spanId, { id: span.spanId, span, run: null, depth: 0, parent: null, children: [] }]));
	const roots = [];
	const runs = new Map();
	for (const span of spans) {
		const node = nodes.get(span.spanId);
		const above = nodes.get(span.parentId) ?? null;
		node.parent = above;
		if (span.repeatGroup) {
			const key = `${span.parentId} ${span.repeatGroup.id}`;
			node.parent = runs.get(key);
			if (!node.parent) {
				node.parent = { id: `run-${span.spanId}`, span, run: [], depth: 0, parent: above, children: [] };
				runs.set(key, node.parent);
				(above?.children ?? roots).push(node.parent);
			}
			node.parent.run.push(span);
		}
		(node.parent?.children ?? roots).push(node);
	}
	const stack = [...roots];
	while (stack.length) {
		const node = stack.pop();
		for (const child of node.children) {
			child.depth = node.depth + 1;
			stack.push(child);
		}
	}
	return { nodes, roots };
}

/**
 * The path from the end of the root back to its start, always through the child that ended last: for each span, its own intervals.
 * @param {SpanNode[]} roots
 * @returns {Map<string, [number, number][]>}
 */
export function criticalPath(roots) {
	const path = new Map();
	const main = roots.filter((it) => !it.run).sort((a, b) => b.span.durationUs - a.span.durationUs)[0];
	const stack = main ? [{ node: main, end: latestEnd([main.span]) }] : [];
	while (stack.length) {
		const { node, end } = stack.pop();
		const start = node.span.offsetUs;
		const endOf = (child) => Math.min(end, latestEnd([child.span]));
		const intervals = [];
		let at = end;
		const children = node.children.flatMap((child) => child.run ? child.children : [child]);
		for (const child of children.sort((a, b) => endOf(b) - endOf(a))) {
			const childEnd = endOf(child);
			if (childEnd > at || child.span.offsetUs >= at || childEnd <= start) continue;
			if (childEnd < at) intervals.push([childEnd, at]);
			stack.push({ node: child, end: childEnd });
			at = Math.max(start, child.span.offsetUs);
		}
		if (at > start) intervals.push([start, at]);
		path.set(node.span.spanId, intervals.reverse());
	}
	return path;
}

/**
 * The lines of the flame view. A span is below its parent, and no two spans on one line overlap. Siblings that ran at the
 * same time have lanes, each with its descendants, so that nothing is below a span to which it does not belong.
 * @param {Span[]} spans parents before their children, siblings by their start
 * @returns {Map<string, number>} the line of each span
 */
export function flameLines(spans) {
	const ROOT = '';
	const known = new Set(spans.map((it) => it.spanId));
	const blocks = new Map(spans.map((it) => [it.spanId, { id: it.spanId, from: it.offsetUs, to: it.offsetUs + it.durationUs, height: 1, offset: 0, children: [] }]));
	blocks.set(ROOT, { id: ROOT, from: 0, to: 0, height: 1, offset: 0, children: [] });
	const parentOf = (span) => blocks.get(known.has(span.parentId) ? span.parentId : ROOT);
	for (const span of spans) parentOf(span).children.push(blocks.get(span.spanId));
	// Backwards, so that the children of each block are arranged first.
	for (const block of [...blocks.values()].reverse()) {
		if (block.id !== ROOT) arrange(block);
	}
	arrange(blocks.get(ROOT));
	const lines = new Map([[ROOT, -1]]);
	for (const span of spans) {
		const parent = parentOf(span);
		lines.set(span.spanId, lines.get(parent.id) + 1 + blocks.get(span.spanId).offset);
	}
	lines.delete(ROOT);
	return lines;
}

/** Gives each child of a block the first lane that is free for its whole duration. */
function arrange(block) {
	let running = [];
	for (const child of block.children.sort((a, b) => a.from - b.from)) {
		running = running.filter((it) => it.to > child.from);
		for (const it of running) {
			if (it.offset >= child.offset + child.height) break;
			child.offset = Math.max(child.offset, it.offset + it.height);
		}
		const at = running.findIndex((it) => it.offset > child.offset);
		running.splice(at < 0 ? running.length : at, 0, child);
		block.from = Math.min(block.from, child.from);
		block.to = Math.max(block.to, child.to);
		block.height = Math.max(block.height, 1 + child.offset + child.height);
	}
}

/**
 * Intervals of time as pixels from the left. Adjacent ones are merged, and invisible ones are omitted.
 * @param {[number, number][]} intervals by their start
 * @param {{ from: number, to: number }} view the visible range
 * @param {number} width
 * @returns {[number, number][]}
 */
export function toPixels(intervals, view, width) {
	const scale = width / (view.to - view.from);
	const round = (px) => Math.round(px * 10) / 10;
	/** @type {[number, number][]} */
	const result = [];
	for (const [start, end] of intervals) {
		const left = round(Math.max(-2, (start - view.from) * scale));
		const right = round(Math.min(width + 2, (end - view.from) * scale));
		const last = result.at(-1);
		if (last && left - last[1] < 1) last[1] = Math.max(last[1], right);
		else if (right >= 0 && left <= width) result.push([left, right]);
	}
	return result;
}

const GRAVEST = ['ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'];
const MARK_ROOM = 8;

/**
 * Merges marks of log lines that would cover each other, at the position of the first and with the most severe level.
 * @template {{ px: number, level: string }} T
 * @param {T[]} marks
 * @param {number} width
 * @returns {{ px: number, level: string, all: T[] }[]} the visible marks, from the left
 */
export function groupMarks(marks, width) {
	/** @type {{ px: number, level: string, all: T[] }[]} */
	const groups = [];
	for (const mark of marks.filter((it) => it.px >= 0 && it.px <= width).sort((a, b) => a.px - b.px)) {
		const last = groups.at(-1);
		if (last && mark.px - last.px < MARK_ROOM) {
			last.all.push(mark);
			if (GRAVEST.indexOf(mark.level) < GRAVEST.indexOf(last.level)) last.level = mark.level;
		}
		else groups.push({ px: mark.px, level: mark.level, all: [mark] });
	}
	return groups;
}

/**
 * The marks of a time axis, about one every 110 pixels.
 * @param {{ from: number, to: number }} view the visible range
 * @param {number} width
 * @returns {{ us: number, part: number, text: string }[]}
 */
export function timeMarks(view, width) {
	const raw = (view.to - view.from) / Math.max(2, Math.floor(width / 110));
	const power = 10 ** Math.floor(Math.log10(raw));
	const step = [1, 2, 5, 10].map((it) => it * power).find((it) => it >= raw);
	const marks = [];
	for (let us = Math.ceil(view.from / step) * step; us < view.to - step * 0.1; us += step) {
		marks.push({ us, part: (us - view.from) / (view.to - view.from), text: formatMark(us) });
	}
	return marks;
}

function formatMark(us) {
	const [value, unit] = us < 1000 ? [us, 'µs'] : us < 1_000_000 ? [us / 1000, 'ms'] : [us / 1_000_000, 's'];
	return us ? `${Number(value.toPrecision(6))} ${unit}` : '0';
}
