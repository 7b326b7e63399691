package io.github.tracingstarter.export;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.github.tracingstarter.otlp.OtlpRequest;
import org.jspecify.annotations.Nullable;

/**
 * The connection to a collector, which all signals share by taking turns. It is created
 * with the first request, and replaced when the certificates change or the process has
 * been restored from a snapshot.
 */
final class OtlpConnection {

	private final OtlpSettings settings;

	private final ReentrantLock turns = new ReentrantLock();

	private volatile @Nullable OtlpSender sender;

	/** The certificates of the sender. */
	private @Nullable Object certificates;

	/** How often the process had been restored when the sender was created. */
	private int restores;

	private int users;

	OtlpConnection(OtlpSettings settings) {
		this.settings = settings;
	}

	/**
	 * Sends a request and waits for the response.
	 * @param signal the signal of its records
	 * @param request the request
	 * @throws IOException if the server cannot be reached
	 * @throws OtlpRefusal if the server rejects the request or some of its records
	 */
	void send(OtlpSignal signal, OtlpRequest request) throws IOException {
		awaitTurn();
		try {
			sender().send(signal, request);
		}
		finally {
			this.turns.unlock();
		}
	}

	private void awaitTurn() throws IOException {
		try {
			if (!this.turns.tryLock(this.settings.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
				throw new OtlpRefusal(ExportFailure.TIMEOUT);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("the export was interrupted");
		}
	}

	private OtlpSender sender() {
		Object now = this.settings.sslBundle();
		int restored = SnapshotRestores.count();
		OtlpSender current = this.sender;
		if (current == null || now != this.certificates || restored != this.restores) {
			OtlpSender renewed = OtlpSender.of(this.settings);
			if (current != null) {
				current.shutdown();
			}
			this.certificates = now;
			this.restores = restored;
			this.sender = renewed;
			return renewed;
		}
		return current;
	}

	/**
	 * Registers a user. The connection is not closed before all users have closed it.
	 */
	synchronized void open() {
		this.users++;
	}

	/**
	 * Closes the connection and aborts a request, once its last user has called this.
	 */
	synchronized void close() {
		OtlpSender made = this.sender;
		if (--this.users == 0 && made != null) {
			made.shutdown();
		}
	}

}
