package io.github.tracingstarter.export;

import java.util.List;

import io.opentelemetry.sdk.common.CompletableResultCode;

/**
 * The form in which records of one signal wait for a target, and how they get there.
 *
 * @param <S> a record of the SDK, such as a finished span
 * @param <T> its form in the queue
 */
interface ExportTransport<S, T> {

	/**
	 * Prepares a record for the queue. For any thread; usually the one that made it.
	 * @param item the record
	 * @return what waits in its place
	 */
	T prepare(S item);

	/**
	 * An estimate of the memory that a prepared record takes, no less than its share of a
	 * request.
	 * @param prepared the prepared record
	 * @return the number of bytes
	 */
	int weight(T prepared);

	/**
	 * Sends records. For the export thread alone.
	 * @param prepared the records
	 * @return succeeds, now or later, when they were taken
	 */
	CompletableResultCode send(List<T> prepared);

	/**
	 * Closes connections and aborts what is being sent.
	 */
	void shutdown();

}
