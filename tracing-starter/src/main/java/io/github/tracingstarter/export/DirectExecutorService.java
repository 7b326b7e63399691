package io.github.tracingstarter.export;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Runs the sender's calls on the export thread itself, which waits for the response
 * anyway. A second thread would only add a handover for each batch.
 */
final class DirectExecutorService extends AbstractExecutorService {

	private static final Log logger = LogFactory.getLog(DirectExecutorService.class);

	private static final ThreadLocal<Boolean> running = new ThreadLocal<>();

	private volatile boolean shutdown;

	/**
	 * Returns whether this thread is running a sender's call, and so sends the starter's
	 * spans.
	 */
	static boolean isRunning() {
		return running.get() != null;
	}

	/**
	 * Drops exceptions, as another thread would. The sender has already called its
	 * callback, and would treat an exception thrown here as a task that never ran.
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
	 * Makes a call during which {@link #isRunning} returns true, because a sender may not
	 * handle the response in a task of this executor.
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
