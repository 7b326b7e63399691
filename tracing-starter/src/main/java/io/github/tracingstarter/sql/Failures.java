package io.github.tracingstarter.sql;

import io.github.tracingstarter.report.FailureLog;
import org.apache.commons.logging.LogFactory;

/**
 * Logs failures of the analysis, which leave a span with less information.
 */
final class Failures {

	private static final FailureLog LOG = new FailureLog(LogFactory.getLog("io.github.tracingstarter.sql"),
			"A SQL statement could not be analyzed. The statement is not affected.");

	private Failures() {
	}

	static void log(Throwable failure) {
		LOG.log(failure);
	}

}
