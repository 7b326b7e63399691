package io.github.tracingstarter.instrument.jdbc;

import io.github.tracingstarter.report.FailureLog;
import org.apache.commons.logging.LogFactory;

/**
 * Logs failures of the instrumentation, which never reach the statement.
 */
final class Failures {

	static final FailureLog LOG = new FailureLog(LogFactory.getLog("io.github.tracingstarter.jdbc"),
			"A SQL statement could not be traced. The statement is not affected.");

	private Failures() {
	}

	static void log(Throwable failure) {
		LOG.log(failure);
	}

	/**
	 * Runs an action that only tracing needs. If it fails, the application continues.
	 * @param action the action
	 */
	static void guard(Runnable action) {
		LOG.guard(action);
	}

}
