package io.github.tracingstarter.jdbc;

import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Where failures of the instrumentation end: they are logged once, and the statement goes
 * on.
 */
final class Failures {

	private static final Log logger = LogFactory.getLog("io.github.tracingstarter.jdbc");

	private static final AtomicBoolean logged = new AtomicBoolean();

	private Failures() {
	}

	static void log(Throwable failure) {
		if (failure instanceof VirtualMachineError error && !(failure instanceof StackOverflowError)) {
			throw error;
		}
		if (logged.compareAndSet(false, true)) {
			logger.warn("A SQL statement could not be traced. The statement itself is not affected; "
					+ "further failures are logged at debug level", failure);
		}
		else if (logger.isDebugEnabled()) {
			logger.debug("A SQL statement could not be traced", failure);
		}
	}

}
