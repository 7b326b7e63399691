// Requests by the minute, as paths and as text. Imports only the module of formats, so that Node can test it.
import { formatCount, formatDuration, formatTime, plural } from './format.js';

const MINUTES = 60;
const MINUTE_US = 60_000_000;

/**
 * A bar for each minute with a value, in a box of 60 by 20. The last minute is at the right.
 * @param {number[]} values
 * @param {number} most the value that is as high as the box
 * @returns {string} a path of strokes
 */
export function bars(values, most) {
	return values.map((value, index) => value ? `M${MINUTES - values.length + index + 0.5} 20v-${Math.max(1, value / most * 20).toFixed(1)}` : '').join('');
}

/**
 * @param {number} part the part of the width, from 0 to 1
 * @param {{ counts: number[] }} rates
 * @returns {number} the minute there, negative before the first
 */
export function minuteAt(part, { counts }) {
	return Math.min(counts.length - 1, Math.floor(part * MINUTES) - MINUTES + counts.length);
}

/**
 * The text for one minute.
 * @param {{ counts: number[], failures: number[], p95sUs: number[] }} rates
 * @param {number} index
 * @param {number} nowUs
 * @returns {string}
 */
export function minuteText({ counts, failures, p95sUs }, index, nowUs) {
	const startUs = (Math.floor(nowUs / MINUTE_US) - counts.length + 1 + index) * MINUTE_US;
	return [formatTime(startUs), plural(counts[index], 'request'), failures[index] && `${formatCount(failures[index])} failed`, p95sUs[index] && `p95 ${formatDuration(p95sUs[index])}`].filter(Boolean).join(' · ');
}

/**
 * The content of a sparkline for screen readers.
 * @param {{ counts: number[], failed: number, count: number }} rates
 * @returns {string}
 */
export function ratesText({ counts, failed, count }) {
	return `Requests in each of ${plural(counts.length, 'minute')}: ${formatCount(count)}, at most ${formatCount(Math.max(...counts))}, ${formatCount(counts.at(-1))} in this one; ${formatCount(failed)} failed`;
}

/**
 * @param {{ counts: number[], p95sUs: number[] }} rates
 * @returns {string}
 */
export function latencyText({ counts, p95sUs }) {
	const known = p95sUs.filter(Boolean);
	return `95th percentile of the duration in each of ${plural(counts.length, 'minute')}: ${
		known.length ? `${formatDuration(Math.min(...known))} to ${formatDuration(Math.max(...known))}, ${formatDuration(known.at(-1))} in the last with requests` : 'not known'}`;
}
