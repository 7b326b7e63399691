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
	 * Does something for tracing alone. The application goes on if that fails.
	 * @param action what is done
	 */
	static void guard(Runnable action) {
		LOG.guard(action);
	}

}
