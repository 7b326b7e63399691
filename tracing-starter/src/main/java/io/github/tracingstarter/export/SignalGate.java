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
 * Determines whether a collector accepts a signal other than traces, which many do not,
 * by sending an empty request when the first record arrives. If the address has not been
 * configured, nothing is sent before the collector has answered, so that an application
 * without a collector is told so once, for its traces, rather than once for each signal.
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
	 * @param records the name of its records
	 * @param settings how to reach the collector
	 * @param isAddressSet whether the application configures the address of the
	 * collector, in which case records wait for it
	 */
	SignalGate(OtlpSignal signal, String records, OtlpSettings settings, boolean isAddressSet) {
		this.signal = signal;
		this.records = records;
		this.settings = settings;
		this.isAddressSet = isAddressSet;
	}

	/**
	 * Returns whether records are worth preparing, because the collector accepts them, or
	 * has not answered for the first time yet. For any thread.
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
	 * Returns whether it is known, or practically certain, that the collector accepts
	 * records.
	 */
	boolean isCertain() {
		return this.state.get() == State.OPEN;
	}

	/**
	 * Returns whether it is known that the collector does not accept records.
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
	 * Returns whether to send records. Waits for the first answer. For the export thread.
	 */
	boolean awaitOpen() {
		return awaitOpen(Long.MAX_VALUE);
	}

	/**
	 * Returns whether to send records. Waits for the first answer for a limited time.
	 * @param nanos the maximum time to wait
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
	 * Stops asking.
	 */
	void stop() {
		this.stopped = true;
		this.state.compareAndSet(State.NEW, State.CLOSED);
		this.state.compareAndSet(State.WAITING, State.CLOSED);
		LockSupport.unpark(this.thread);
	}

	String description() {
		return OtlpTarget.description(this.settings, this.signal);
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
		// An empty request may be rejected as invalid. Other errors are reported when
		// records are sent.
		return (this.isAddressSet || !failure.retriable()) ? State.OPEN : State.WAITING;
	}

	/**
	 * Stops sending if the response to records shows that the collector does not have the
	 * service, which is possible if it could not be reached when it was asked.
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

		/** There has been nothing to send yet. */
		NEW,

		/** The collector has been asked and has not answered. */
		ASKING,

		/** It accepts records, or will when it can be reached. */
		OPEN,

		/** It does not answer, and will be asked again. */
		WAITING,

		/** It does not accept records. */
		CLOSED

	}

}
