package io.github.tracingstarter.report;

import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;

/**
 * Logs failures of the tracing code, so that they do not reach the application: the first
 * as a warning, all others at debug level.
 */
public final class FailureLog {

	private final Log logger;

	private final String message;

	private final AtomicBoolean warned = new AtomicBoolean();

	/**
	 * Creates the log of one kind of failure.
	 * @param logger the logger of the instrumentation
	 * @param message a sentence that says what failed and that the application is not
	 * affected
	 */
	public FailureLog(Log logger, String message) {
		this.logger = logger;
		this.message = message;
	}

	/**
	 * Runs code that only tracing needs. A failure is logged and does not reach the
	 * application.
	 * @param action the action
	 */
	public void guard(Runnable action) {
		try {
			action.run();
		}
		catch (RuntimeException | LinkageError ex) {
			log(ex);
		}
	}

	/**
	 * Logs a failure. An error of the virtual machine itself is rethrown, except a stack
	 * overflow.
	 * @param failure the exception or error that was caught
	 */
	public void log(Throwable failure) {
		if (failure instanceof VirtualMachineError error && !(failure instanceof StackOverflowError)) {
			throw error;
		}
		if (this.warned.compareAndSet(false, true)) {
			this.logger.warn(this.message + " Further failures are logged at debug level.", failure);
		}
		else if (this.logger.isDebugEnabled()) {
			this.logger.debug(this.message, failure);
		}
	}

}
