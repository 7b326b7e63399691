// How values are written. Imports no module of the page, so that Node can test it.

/**
 * @param {number} us microseconds
 * @returns {string}
 */
export function formatDuration(us) {
	if (!Number.isFinite(us)) return '–';
	if (us < 1000) return `${us < 10 && us % 1 ? us.toFixed(1) : Math.round(us)} µs`;
	const ms = us / 1000;
	if (ms < 999.5) return `${ms < 9.95 ? ms.toFixed(1) : Math.round(ms)} ms`;
	const s = ms / 1000;
	if (s < 59.95) return `${s.toFixed(s < 9.995 ? 2 : 1)} s`;
	return `${Math.floor(Math.round(s) / 60)} min ${Math.round(s) % 60} s`;
}

/**
 * How much longer or shorter, with its sign.
 * @param {number} us microseconds
 * @returns {string}
 */
export function formatDifference(us) {
	return `${us < 0 ? '−' : '+'}${formatDuration(Math.abs(us))}`;
}

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const dayAndMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const wholeDate = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const zone = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'shortOffset' });

/**
 * @param {number} us microseconds since the epoch
 * @param {number} [now] the current time, in milliseconds
 * @returns {boolean}
 */
export function isToday(us, now = Date.now()) {
	return new Date(us / 1000).toDateString() === new Date(now).toDateString();
}

/**
 * The time of day, after the date if that is not today.
 * @param {number} us microseconds since the epoch
 * @param {boolean} [millis] whether to write milliseconds
 * @param {number} [now] the current time, in milliseconds
 * @returns {string}
 */
export function formatTime(us, millis = false, now = Date.now()) {
	const time = clock.format(us / 1000) + (millis ? `.${String(Math.floor(us / 1000) % 1000).padStart(3, '0')}` : '');
	if (isToday(us, now)) return time;
	const sameYear = new Date(us / 1000).getFullYear() === new Date(now).getFullYear();
	return `${(sameYear ? dayAndMonth : wholeDate).format(us / 1000)} ${time}`;
}

/**
 * The time zone in which all times are written, at the given time.
 * @param {number} [us] microseconds since the epoch
 * @returns {string} such as UTC+1
 */
export function formatZone(us = Date.now() * 1000) {
	return zone.formatToParts(us / 1000).find((it) => it.type === 'timeZoneName').value.replace('GMT', 'UTC').replace(/\+0$/, '');
}

/**
 * Date, time and time zone.
 * @param {number} us microseconds since the epoch
 * @returns {string}
 */
export function formatDateTime(us) {
	return `${wholeDate.format(us / 1000)}, ${formatTime(us, true, us / 1000)} ${formatZone(us)}`;
}

/**
 * @param {number} bytes
 * @returns {string}
 */
export function formatBytes(bytes) {
	const kib = bytes / 1024;
	if (kib < 1000) return `${Math.round(kib)} KB`;
	const mib = kib / 1024;
	return `${mib < 9.95 ? mib.toFixed(1).replace('.0', '') : Math.round(mib)} MB`;
}

/**
 * @param {number} count
 * @returns {string}
 */
export function formatCount(count) {
	return count.toLocaleString('en-US');
}

/**
 * @param {number} part from 0 to 1
 * @returns {string}
 */
export function formatPercent(part) {
	const percent = part * 100;
	return `${percent && percent < 1 ? percent.toPrecision(1) : Math.round(percent * 10) / 10} %`;
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 * @returns {string}
 */
export function plural(count, one, many = `${one}s`) {
	return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/**
 * The name of a class without its package.
 * @param {string} type
 * @returns {string}
 */
export function shortType(type) {
	return type.replace(/^.*[.$](?=[\p{L}_])/u, '');
}

/**
 * @param {number} low
 * @param {number} high
 * @returns {(value: number) => number} from 0 to 1
 */
export function logScale(low, high) {
	const span = Math.log(high / low) || 1;
	return (value) => Math.min(1, Math.max(0, Math.log(Math.max(value, low) / low) / span));
}
