package io.github.tracingstarter.instrument.context;

import java.util.TimerTask;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import org.jspecify.annotations.Nullable;

/**
 * Carries the trace where no bean leads to: what the JDK does with a task calls these
 * methods, if the agent is there. A task is never replaced while others could see it: its
 * context is kept beside it until it runs.
 * <p>
 * Each of these methods is called by all code of the JVM. Outside a trace they look at
 * the current context, or whether any task waits, and no more.
 */
final class ThreadHooks {

	/**
	 * How often a task may hand over another, which hands over the next, within one
	 * trace. One that does so for ever is to leave the trace at some time.
	 */
	private static final int HANDOVERS = 100;

	/** The same for tasks that are to begin later, such as further attempts. */
	private static final int DELAYS = 10;

	private static final ContextKey<Integer> HANDOVER = ContextKey.named("tracing-starter-handovers");

	private static final ContextKey<Integer> DELAY = ContextKey.named("tracing-starter-delays");

	private final TaskClasses classes;

	private final CarriedContexts tasks = new CarriedContexts();

	private final CarriedContexts forked = new CarriedContexts();

	private final CarriedContexts threads = new CarriedContexts();

	private final CarriedContexts timers = new CarriedContexts();

	private final ClassValue<Boolean> systemFactories = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			return type.getName().startsWith("java.lang.");
		}

	};

	/** Computed once for each class. */
	private final ClassValue<Boolean> threadClasses = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			ThreadHooks.this.threadClass.accept(type);
			return true;
		}

	};

	private final Consumer<Class<?>> threadClass;

	/**
	 * Creates it.
	 * @param classes tells tasks apart
	 * @param threadClass is given each class of threads of the application, before the
	 * first of these threads starts
	 */
	ThreadHooks(TaskClasses classes, Consumer<Class<?>> threadClass) {
		this.classes = classes;
		this.threadClass = threadClass;
	}

	/**
	 * A pool of threads is given a task.
	 */
	Object execute(Object task, @Nullable Object pool) {
		Context context = Context.current();
		if (context == Context.root()) {
			if (!this.tasks.isEmpty()) {
				this.tasks.keep(task, context);
			}
		}
		else if (!isCarrying(pool) && this.classes.mayCarry(task)) {
			this.tasks.keep(task, once(context, HANDOVER, HANDOVERS));
		}
		return task;
	}

	/**
	 * A pool is given a task for later. One that repeats is in no trace, or the trace
	 * would never end; libraries often schedule theirs anew.
	 */
	Object schedule(Object task, @Nullable Object pool) {
		if (Context.current() == Context.root() || !(task instanceof RunnableScheduledFuture<?> future)
				|| future.isPeriodic()) {
			return task;
		}
		if (future.getDelay(TimeUnit.NANOSECONDS) <= 0) {
			return execute(task, pool);
		}
		if (!isCarrying(pool) && this.classes.isOfTheApplication(task)) {
			this.tasks.keep(task, once(Context.current(), DELAY, DELAYS));
		}
		return task;
	}

	private static boolean isCarrying(@Nullable Object pool) {
		return pool instanceof CarryingThreadPool || pool instanceof CarryingScheduledPool;
	}

	/**
	 * A pool of threads takes a task no more.
	 */
	Object reject(Object task, @Nullable Object pool) {
		this.tasks.forget(task);
		return task;
	}

	/**
	 * A thread of a pool runs a task. Only its method is called on what is returned: the
	 * pool, and who extends it, have the task itself.
	 */
	Object run(Object task, @Nullable Object pool) {
		Context context = this.tasks.forget(task);
		return (context == null || context == Context.root()) ? task : CarriedTask.of(context, true, (Runnable) task);
	}

	/**
	 * A pool starts a thread, which is not to stay in the trace that it was started in.
	 */
	@Nullable AutoCloseable startWorker(@Nullable Object task, @Nullable Object pool) {
		return (Context.current() != Context.root()) ? Context.root().makeCurrent() : null;
	}

	/**
	 * A task is forked, or given to a pool that forks.
	 * @param pool the pool, the task itself where that is not known
	 */
	Object fork(Object task, @Nullable Object pool) {
		Context context = Context.current();
		if (context == Context.root()) {
			if (!this.forked.isEmpty()) {
				this.forked.keep(task, context);
			}
		}
		else if (!runsVirtualThreads(pool) && this.classes.mayCarry(task)) {
			this.forked.keep(task, context);
		}
		return task;
	}

	/**
	 * A pool that forks is given a task for later.
	 */
	Object scheduleFork(Object task, @Nullable Object pool) {
		Context context = Context.current();
		if (context != Context.root() && this.classes.mayCarry(task)) {
			this.forked.keep(task, once(context, DELAY, DELAYS));
		}
		return task;
	}

	/**
	 * The JDK runs virtual threads by a pool of its own, and hands each of them over
	 * whenever it goes on.
	 */
	private boolean runsVirtualThreads(@Nullable Object pool) {
		return pool instanceof ForkJoinPool known && this.systemFactories.get(known.getFactory().getClass());
	}

	/**
	 * A task that was forked runs, on the stack of another, perhaps.
	 */
	@Nullable AutoCloseable runForked(@Nullable Object task, @Nullable Object self) {
		Context context = (task != null) ? this.forked.forget(task) : null;
		return (context == null || context == Context.current()) ? null : context.makeCurrent();
	}

	/**
	 * A thread is started. Those of frameworks are of classes of their own, mostly.
	 */
	Object start(Object thread, @Nullable Object self) {
		Context context = Context.current();
		if (context == Context.root()) {
			return thread;
		}
		boolean own = this.classes.isOfTheApplication(thread);
		if (own || thread.getClass() == Thread.class || isVirtual(thread)) {
			this.threads.keep(thread, once(context, HANDOVER, HANDOVERS));
			if (own) {
				this.threadClasses.get(thread.getClass());
			}
		}
		return thread;
	}

	private static boolean isVirtual(Object thread) {
		return thread.getClass().getName().startsWith("java.lang.");
	}

	/**
	 * A thread begins with its task. A thread of a framework may never end.
	 */
	Object runStarted(Object task, @Nullable Object thread) {
		Context context = (thread != null) ? this.threads.forget(thread) : null;
		if (context == null || context == Context.root() || !mayRun(task, thread)) {
			return task;
		}
		return CarriedTask.of(context, true, (Runnable) task);
	}

	private boolean mayRun(Object task, Object thread) {
		// Virtual threads are made for one task each.
		return (thread.getClass() != Thread.class && isVirtual(thread)) ? this.classes.mayCarry(task)
				: this.classes.isOfTheApplication(task);
	}

	/**
	 * A thread of a class of the application begins.
	 */
	@Nullable AutoCloseable runThread(@Nullable Object thread, @Nullable Object self) {
		Context context = (thread != null) ? this.threads.forget(thread) : null;
		return (context == null || context == Context.current()) ? null : context.makeCurrent();
	}

	/**
	 * A timer is given a task that runs once.
	 */
	Object scheduleTimer(Object task, @Nullable Object timer) {
		Context context = Context.current();
		if (context != Context.root() && this.classes.isOfTheApplication(task)) {
			this.timers.keep(task, once(context, DELAY, DELAYS));
		}
		return task;
	}

	/**
	 * The thread of a timer runs a task.
	 */
	Object runTimer(Object task, @Nullable Object thread) {
		Context context = this.timers.forget(task);
		return (context == null || context == Context.root()) ? task
				: new CarriedTimerTask(CarriedTask.of(context, true, (Runnable) task));
	}

	/**
	 * A function is registered for when a future is complete, which may be on a thread of
	 * any trace.
	 */
	Object register(Object function, @Nullable Object future) {
		return function(function, false);
	}

	/**
	 * A function is given to a future that hands it over at once.
	 */
	Object supply(Object function, @Nullable Object future) {
		return function(function, true);
	}

	private Object function(Object function, boolean believing) {
		Context context = Context.current();
		return (context == Context.root() || !this.classes.mayCarry(function)) ? function
				: CarriedFunction.of(context, believing, function);
	}

	private static Context once(Context context, ContextKey<Integer> key, int limit) {
		Integer count = context.get(key);
		if (count == null) {
			return context.with(key, 1);
		}
		return (count < limit) ? context.with(key, count + 1) : Context.root();
	}

	/**
	 * The JDK calls nothing but its method, on the thread of the timer.
	 */
	private static final class CarriedTimerTask extends TimerTask {

		private final Runnable task;

		CarriedTimerTask(Runnable task) {
			this.task = task;
		}

		@Override
		public void run() {
			this.task.run();
		}

	}

}
