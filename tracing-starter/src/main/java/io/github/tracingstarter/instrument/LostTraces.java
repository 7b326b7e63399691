package io.github.tracingstarter.instrument;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;

/**
 * Detects statements and calls that are not in any trace, on threads to which Java offers
 * no way to carry one. The first is logged with the line of code that made it.
 */
final class LostTraces implements DisposableBean {

	private static final Log logger = LogFactory.getLog(LostTraces.class);

	private static final String OWN_PACKAGES = "io.github.tracingstarter.";

	/**
	 * The number of applications for which the agent carries the trace to these threads
	 * as well.
	 */
	private static final AtomicInteger carrying = new AtomicInteger();

	private final AtomicLong count = new AtomicLong();

	/**
	 * Returns whether the trace of the current thread may have been lost.
	 * @param context the context of the thread
	 * @return false if there is a trace, or the thread is of another kind
	 */
	static boolean arePossible(Context context) {
		return carrying.get() == 0 && Span.fromContextOrNull(context) == null
				&& describe(Thread.currentThread()) != null;
	}

	/**
	 * Records that the agent carries traces to these threads for one more application, or
	 * for one fewer.
	 * @param carried whether it does from now on
	 */
	static void areCarried(boolean carried) {
		carrying.addAndGet(carried ? 1 : -1);
	}

	private static @Nullable String describe(Thread thread) {
		if (thread instanceof ForkJoinWorkerThread worker) {
			return (worker.getPool() == ForkJoinPool.commonPool())
					? "a thread of the common pool, which parallel streams and CompletableFuture use"
					: "a thread of a ForkJoinPool, where tasks that others fork begin without being handed over";
		}
		String name = thread.getName();
		// The name that Java gives a thread that nobody names. An unnamed virtual thread
		// has an empty name.
		return ((thread.getClass() == Thread.class && name.startsWith("Thread-")) || name.isEmpty())
				? "a thread that was started without an executor" : null;
	}

	/**
	 * Counts an operation, and logs the first.
	 * @param operation the operation that is not in any trace
	 */
	void add(String operation) {
		if (this.count.incrementAndGet() > 1 || !logger.isInfoEnabled()) {
			return;
		}
		Thread thread = Thread.currentThread();
		logger.info(("Was a trace lost here? '%s' belongs to none, at %s. It ran on '%s', %s: Java lets nobody carry "
				+ "a trace there. If a request started it, use an executor that is a bean, also for CompletableFuture, "
				+ "or wrap the task: io.opentelemetry.context.Context.current().wrap(task). Others like it are counted.")
			.formatted(operation, callSite(), thread.getName(), describe(thread)));
	}

	long count() {
		return this.count.get();
	}

	private static String callSite() {
		return StackWalker.getInstance()
			.walk((frames) -> frames.filter(LostTraces::isOfTheApplication).findFirst())
			.map(StackWalker.StackFrame::toStackTraceElement)
			.map(StackTraceElement::toString)
			.orElse("an unknown line");
	}

	private static boolean isOfTheApplication(StackWalker.StackFrame frame) {
		String name = frame.getClassName();
		return !Frameworks.contain(name) && !Frameworks.isGenerated(name) && !name.startsWith(OWN_PACKAGES);
	}

	@Override
	public void destroy() {
		if (count() > 1) {
			logger.info("%d statements and calls belonged to no trace, on threads to which Java lets nobody carry one"
				.formatted(count()));
		}
	}

}
