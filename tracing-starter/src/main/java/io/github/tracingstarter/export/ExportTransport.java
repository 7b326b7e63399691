package io.github.tracingstarter.export;

import java.util.List;

import io.opentelemetry.sdk.common.CompletableResultCode;

/**
 * Determines the form in which records of one signal wait for a target, and how they are
 * sent.
 *
 * @param <S> a record of the SDK, such as a finished span
 * @param <T> its form in the queue
 */
interface ExportTransport<S, T> {

	/**
	 * Prepares a record for the queue. For any thread, usually the one that created it.
	 * @param item the record
	 * @return the form in which it waits
	 */
	T prepare(S item);

	/**
	 * Estimates the memory of a prepared record, which is no less than its share of a
	 * request.
	 * @param prepared the prepared record
	 * @return the number of bytes
	 */
	int weight(T prepared);

	/**
	 * Sends records. For the export thread only.
	 * @param prepared the records
	 * @return a result that succeeds, now or later, when they have been accepted
	 */
	CompletableResultCode send(List<T> prepared);

	/**
	 * Closes connections and aborts the current request.
	 */
	void shutdown();

}
