package io.github.tracingstarter.export;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Runs the sender's calls on the export thread itself: it waits for the answer anyway,
 * and a second thread would only be handed each batch.
 */
final class DirectExecutorService extends AbstractExecutorService {

	private static final Log logger = LogFactory.getLog(DirectExecutorService.class);

	private static final ThreadLocal<Boolean> running = new ThreadLocal<>();

	private volatile boolean shutdown;

	/**
	 * Whether this thread runs a sender's call, and so sends spans of ours.
	 */
	static boolean isRunning() {
		return running.get() != null;
	}

	/**
	 * Exceptions are dropped, as they would be on another thread: the sender has called
	 * its callback by then, and treats an exception thrown here as a task that never ran.
	 */
	@Override
	public void execute(Runnable command) {
		try {
			call(() -> {
				command.run();
				return Boolean.TRUE;
			});
		}
		catch (Throwable ex) {
			logger.debug("The sender failed", ex);
		}
	}

	/**
	 * Makes a call for which {@link #isRunning} holds: what a sender does with the answer
	 * may be no task of this executor.
	 */
	static <T> T call(Supplier<T> call) {
		Boolean before = running.get();
		running.set(Boolean.TRUE);
		try {
			return call.get();
		}
		finally {
			if (before == null) {
				running.remove();
			}
		}
	}

	@Override
	public void shutdown() {
		this.shutdown = true;
	}

	@Override
	public List<Runnable> shutdownNow() {
		this.shutdown = true;
		return List.of();
	}

	@Override
	public boolean isShutdown() {
		return this.shutdown;
	}

	@Override
	public boolean isTerminated() {
		return this.shutdown;
	}

	@Override
	public boolean awaitTermination(long timeout, TimeUnit unit) {
		return this.shutdown;
	}

}
