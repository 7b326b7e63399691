package io.github.tracingstarter.instrument.context;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The contexts in which tasks were submitted, each kept beside its task. Because the task
 * is not wrapped, it can be compared, cast, removed and canceled as the application
 * expects.
 * <p>
 * Tasks are compared by identity and held weakly, so a task that never runs because it
 * was discarded or removed is garbage collected with its context.
 */
final class CarriedContexts {

	/**
	 * How often the same task can be waiting. Any more would be entries of discarded
	 * submissions.
	 */
	private static final int LIMIT = 100;

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(CarriedContexts.class),
			"A task could not be run in the trace of its caller and runs without it.");

	private final Map<Object, Waiting> waiting = new ConcurrentHashMap<>();

	private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

	private final ThreadLocal<@Nullable Scope> running = new ThreadLocal<>();

	/**
	 * Keeps the current context for a task.
	 * @param task the task that is about to be submitted
	 */
	void keep(Object task) {
		keep(task, Context.current());
	}

	/**
	 * Keeps a context for a task.
	 * @param task the task that is about to be submitted
	 * @param context the context to run it in
	 */
	void keep(Object task, Context context) {
		forgetCollected();
		if (context != Context.root()) {
			this.waiting.compute(new Key(task, this.collected), (key, earlier) -> new Waiting(context, earlier));
		}
		else if (!this.waiting.isEmpty()) {
			// Without this, a task that is waiting twice would take the context of the
			// other submission.
			this.waiting.computeIfPresent(new Identity(task), (key, earlier) -> new Waiting(context, earlier));
		}
	}

	/**
	 * Returns whether no task is waiting.
	 */
	boolean isEmpty() {
		return this.waiting.isEmpty();
	}

	/**
	 * Forgets the context that was last kept for a task, which will not run.
	 * @param task the task
	 * @return the context, if there was one
	 */
	@Nullable Context forget(Object task) {
		if (this.waiting.isEmpty()) {
			return null;
		}
		Identity key = new Identity(task);
		while (true) {
			Waiting newest = this.waiting.get(key);
			if (newest == null) {
				return null;
			}
			// Takes the newest first, because older entries may belong to discarded
			// submissions.
			boolean taken = (newest.earlier != null) ? this.waiting.replace(key, newest, newest.earlier)
					: this.waiting.remove(key, newest);
			if (taken) {
				return newest.context;
			}
		}
	}

	/**
	 * Makes the context of a task current on this thread, which is about to run the task.
	 * @param task the task
	 */
	void enter(Object task) {
		Context context = forget(task);
		if (context == null || context == Context.current()) {
			return;
		}
		try {
			this.running.set(context.makeCurrent());
		}
		catch (Throwable ex) {
			failures.log(ex);
		}
	}

	/**
	 * Closes the scope that {@link #enter} opened on this thread, if any.
	 */
	void exit() {
		Scope scope = this.running.get();
		if (scope == null) {
			return;
		}
		this.running.remove();
		try {
			scope.close();
		}
		catch (Throwable ex) {
			failures.log(ex);
		}
	}

	private void forgetCollected() {
		for (Reference<?> key = this.collected.poll(); key != null; key = this.collected.poll()) {
			this.waiting.remove(key);
		}
	}

	/**
	 * A submitted task, which may have been submitted again before it ran.
	 */
	private static final class Waiting {

		private final Context context;

		private final @Nullable Waiting earlier;

		private final int count;

		Waiting(Context context, @Nullable Waiting earlier) {
			this.context = context;
			this.earlier = (earlier != null && earlier.count < LIMIT) ? earlier : null;
			this.count = (this.earlier != null) ? this.earlier.count + 1 : 1;
		}

	}

	private static final class Key extends WeakReference<Object> {

		private final int hash;

		Key(Object task, ReferenceQueue<Object> collected) {
			super(task, collected);
			this.hash = System.identityHashCode(task);
		}

		@Override
		public int hashCode() {
			return this.hash;
		}

		@Override
		public boolean equals(Object other) {
			return this == other || (other instanceof Key key && refersToTaskOf(key));
		}

		private boolean refersToTaskOf(Key other) {
			Object task = get();
			return task != null && other.refersTo(task);
		}

	}

	/**
	 * Looks up a {@link Key}. Of the two, the map calls the methods of this one.
	 */
	private static final class Identity {

		private final Object task;

		Identity(Object task) {
			this.task = task;
		}

		@Override
		public int hashCode() {
			return System.identityHashCode(this.task);
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Key key && key.refersTo(this.task);
		}

	}

}
