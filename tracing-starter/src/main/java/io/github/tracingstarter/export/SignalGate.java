package io.github.tracingstarter.export;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.github.tracingstarter.otlp.OtlpRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whether a collector takes a signal other than traces, which many do not. It is asked by
 * an empty request when the first record is there. At an address that nobody set, nothing
 * is sent before it has answered: an application without a collector is told so once, for
 * its traces, and not once more for each signal.
 */
final class SignalGate implements Runnable {

	private static final Log logger = LogFactory.getLog(SignalGate.class);

	private static final Duration PATIENCE = Duration.ofSeconds(3);

	private static final long FIRST_PAUSE = Duration.ofSeconds(1).toNanos();

	private static final long LONGEST_PAUSE = Duration.ofMinutes(1).toNanos();

	private final OtlpSignal signal;

	private final String records;

	private final OtlpSettings settings;

	private final boolean isAddressSet;

	private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

	private final CountDownLatch asked = new CountDownLatch(1);

	private volatile @Nullable Thread thread;

	private volatile boolean stopped;

	/**
	 * Creates a gate.
	 * @param signal the signal
	 * @param records what its records are called
	 * @param settings how to reach the collector
	 * @param isAddressSet whether the application says where the collector is: then
	 * records wait for it
	 */
	SignalGate(OtlpSignal signal, String records, OtlpSettings settings, boolean isAddressSet) {
		this.signal = signal;
		this.records = records;
		this.settings = settings;
		this.isAddressSet = isAddressSet;
	}

	/**
	 * Whether records are worth preparing: the collector takes them, or has not answered
	 * the first time. For any thread.
	 */
	boolean isOpen() {
		State now = this.state.get();
		if (now == State.NEW && this.state.compareAndSet(State.NEW, State.ASKING)) {
			start();
			return true;
		}
		return now == State.OPEN || now == State.ASKING;
	}

	/**
	 * Whether the collector is known to take records, or as good as known.
	 */
	boolean isCertain() {
		return this.state.get() == State.OPEN;
	}

	/**
	 * Whether the collector is known not to take records.
	 */
	boolean isClosed() {
		return this.state.get() == State.CLOSED && !this.stopped;
	}

	private void start() {
		Thread asking = new Thread(this, "tracing-inquiry");
		asking.setDaemon(true);
		asking.setContextClassLoader(SignalGate.class.getClassLoader());
		this.thread = asking;
		asking.start();
	}

	/**
	 * Whether records are to be sent. Waits for the first answer. For the export thread.
	 */
	boolean awaitOpen() {
		return awaitOpen(Long.MAX_VALUE);
	}

	/**
	 * The same within a time.
	 * @param nanos the longest time to wait
	 */
	boolean awaitOpen(long nanos) {
		try {
			return this.asked.await(Math.min(PATIENCE.toNanos() * 2, nanos), TimeUnit.NANOSECONDS)
					&& this.state.get() == State.OPEN;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Asks no more.
	 */
	void stop() {
		this.stopped = true;
		this.state.compareAndSet(State.NEW, State.CLOSED);
		this.state.compareAndSet(State.WAITING, State.CLOSED);
		LockSupport.unpark(this.thread);
	}

	String description() {
		return OtlpTarget.description(this.settings);
	}

	@Override
	public void run() {
		this.state.set(ask());
		this.asked.countDown();
		long pause = FIRST_PAUSE;
		while (!this.stopped && this.state.get() == State.WAITING) {
			LockSupport.parkNanos(this, pause);
			pause = Math.min(pause * 2, LONGEST_PAUSE);
			if (!this.stopped) {
				this.state.compareAndSet(State.WAITING, ask());
			}
		}
	}

	private State ask() {
		OtlpSender sender = OtlpSender.of(this.settings.within(PATIENCE));
		try {
			sender.send(this.signal, OtlpRequest.of(List.of()));
			return State.OPEN;
		}
		catch (OtlpRefusal ex) {
			return ofRefusal(ex.failure());
		}
		catch (IOException | RuntimeException ex) {
			return this.isAddressSet ? State.OPEN : State.WAITING;
		}
		finally {
			sender.shutdown();
		}
	}

	private State ofRefusal(ExportFailure failure) {
		if (failure.isUnknownService()) {
			say(failure);
			return State.CLOSED;
		}
		// An empty request may be refused as invalid. What else is wrong is told when
		// records are sent.
		return (this.isAddressSet || !failure.retriable()) ? State.OPEN : State.WAITING;
	}

	/**
	 * Sends no more if that is what the answer to records means: the collector could not
	 * be reached when it was asked.
	 */
	boolean closeIfUnknown(ExportFailure failure) {
		if (!failure.isUnknownService()) {
			return false;
		}
		if (this.state.compareAndSet(State.OPEN, State.CLOSED)) {
			say(failure);
		}
		return true;
	}

	private void say(ExportFailure failure) {
		logger.info("%s takes no %s (%s), so none are sent".formatted(description(), this.records, failure.reason()));
	}

	private enum State {

		/** Nothing was to be sent so far. */
		NEW,

		/** It was asked and has not answered. */
		ASKING,

		/** It takes records, or will when it can be reached. */
		OPEN,

		/** It does not answer, and is asked again. */
		WAITING,

		/** It does not take records. */
		CLOSED

	}

}
