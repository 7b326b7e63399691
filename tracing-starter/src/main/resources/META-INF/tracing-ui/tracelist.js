// The traces in the list, and which of them it shows. Imports no module that draws.

/**
 * @typedef {object} Range of time and duration, in microseconds
 * @property {number} from
 * @property {number} to
 * @property {number} min
 * @property {number} max Infinity for every duration
 */

/** The values by which columns are sorted. */
export const sortValues = {
	time: (it) => it.startUs,
	request: (it) => it.name,
	status: (it) => it.status ?? 0,
	duration: (it) => it.durationUs,
	spans: (it) => it.spanCount,
	sql: (it) => it.sqlCount,
	logs: (it) => it.logCount,
	flags: (it) => (it.failed ? 8 : 0) + (it.handled ? 4 : 0) + (it.nPlusOne ? 2 : 0) + (it.slow ? 1 : 0),
};

/**
 * The state of the list in the address.
 * @param {URLSearchParams} query
 * @returns {{ q: string, service: string, sort: string, ascending: boolean, range: Range | null }}
 */
export function readListState(query) {
	const [from, to] = ['from', 'to'].map((name) => Number(query.get(name) || NaN));
	const sort = Object.hasOwn(sortValues, query.get('sort') ?? '') ? query.get('sort') : 'time';
	return {
		q: query.get('q') ?? '',
		service: query.get('service') ?? '',
		sort,
		ascending: query.has('order') ? query.get('order') === 'asc' : sort === 'request',
		range: from <= to ? { from, to, min: Number(query.get('min')) || 0, max: Number(query.get('max') || NaN) || Infinity } : null,
	};
}

/**
 * The address of the list in a state, without defaults.
 * @param {{ q: string, service: string, sort: string, ascending: boolean, range: Range | null }} state
 * @returns {string}
 */
export function listHash({ q, service, sort, ascending, range }) {
	const query = new URLSearchParams();
	if (q) query.set('q', q);
	if (service) query.set('service', service);
	if (sort !== 'time') query.set('sort', sort);
	if (ascending !== (sort === 'request')) query.set('order', ascending ? 'asc' : 'desc');
	if (range) {
		query.set('from', String(range.from));
		query.set('to', String(range.to));
		if (range.min) query.set('min', String(range.min));
		if (range.max !== Infinity) query.set('max', String(range.max));
	}
	return `#/traces${query.size ? `?${query}` : ''}`;
}

/**
 * @param {Range | null} range
 * @returns {(it: { startUs: number, durationUs: number }) => boolean}
 */
export function inRange(range) {
	return (it) => !range || (it.startUs >= range.from && it.startUs <= range.to && it.durationUs >= range.min && it.durationUs <= range.max);
}

/** The traces that the application has sent so far, in the order of their changes. */
export class TraceList {

	constructor() {
		this.items = new Map();
		this.seq = 0;
		this.version = 0;
		this.stored = 0;
		this.loaded = false;
		/** @type {string | undefined} */
		this.instanceId = undefined;
		/** @type {number | undefined} */
		this.generation = undefined;
	}

	/**
	 * Processes a response of the application.
	 * @param {{ instanceId: string, generation: number, seq: number, total: number, items: object[] }} answer
	 * @returns {boolean} whether the application has restarted
	 */
	take({ instanceId, generation, seq, total, items }) {
		const restarted = this.instanceId !== undefined && this.instanceId !== instanceId;
		if (restarted) {
			for (const [id, item] of this.items) this.items.set(id, { ...item, gone: true });
		}
		else if (this.generation !== generation) {
			this.items.clear();
		}
		Object.assign(this, { instanceId, generation, seq, stored: total, loaded: true });
		for (const item of [...items].reverse()) {
			this.items.delete(item.traceId);
			this.items.set(item.traceId, item);
		}
		let surplus = this.items.size - total;
		for (const [id, item] of this.items) {
			if (!item.gone && surplus > 0) this.items.delete(id);
			surplus--;
		}
		this.version++;
		return restarted;
	}

	/** The traces that the application lost when it restarted. */
	gone() {
		return [...this.items.values()].filter((it) => it.gone);
	}

	removeGone() {
		for (const it of this.gone()) this.items.delete(it.traceId);
		this.version++;
	}

	/** How many traces there are, including those that are stored but not listed. */
	total() {
		return Math.max(this.items.size, this.stored + this.gone().length);
	}

	/**
	 * @param {string} sort
	 * @param {boolean} ascending
	 * @returns {object[]}
	 */
	sorted(sort, ascending) {
		const value = sortValues[sort];
		const direction = ascending ? 1 : -1;
		return [...this.items.values()].sort((a, b) => {
			const x = value(a);
			const y = value(b);
			return (x < y ? -direction : x > y ? direction : 0) || b.startUs - a.startUs;
		});
	}

}
