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
 * Carries the trace to tasks that no bean refers to. If the agent is present, the JDK's
 * methods for tasks call these methods. A task is never replaced while others could see
 * it; its context is kept beside it until it runs.
 * <p>
 * All code of the JVM calls these methods. Outside a trace, they only check the current
 * context, or whether any task is waiting.
 */
final class ThreadHooks {

	/**
	 * The maximum length of a chain of tasks that each submit the next one within one
	 * trace. A chain that goes on forever must leave the trace at some point.
	 */
	private static final int HANDOVERS = 100;

	/** The same for delayed tasks, such as further attempts. */
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
	 * Creates the hooks.
	 * @param classes distinguishes tasks
	 * @param threadClass receives each thread class of the application, before the first
	 * of its threads starts
	 */
	ThreadHooks(TaskClasses classes, Consumer<Class<?>> threadClass) {
		this.classes = classes;
		this.threadClass = threadClass;
	}

	/**
	 * Called when a task is submitted to a thread pool.
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
	 * Called when a delayed task is submitted to a pool. A repeating task is not in any
	 * trace, which would otherwise never end; libraries often reschedule theirs.
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
	 * Called when a thread pool rejects a task.
	 */
	Object reject(Object task, @Nullable Object pool) {
		this.tasks.forget(task);
		return task;
	}

	/**
	 * Called when a pool thread runs a task. Only the run method of the result is called;
	 * the pool and its subclasses have the task itself.
	 */
	Object run(Object task, @Nullable Object pool) {
		Context context = this.tasks.forget(task);
		return (context == null || context == Context.root()) ? task : CarriedTask.of(context, true, (Runnable) task);
	}

	/**
	 * Called when a pool starts a thread, which must not stay in the trace in which it
	 * was started.
	 */
	@Nullable AutoCloseable startWorker(@Nullable Object task, @Nullable Object pool) {
		return (Context.current() != Context.root()) ? Context.root().makeCurrent() : null;
	}

	/**
	 * Called when a task is forked, or submitted to a fork/join pool.
	 * @param pool the pool, or the task itself if the pool is not known
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
	 * Called when a delayed task is submitted to a fork/join pool.
	 */
	Object scheduleFork(Object task, @Nullable Object pool) {
		Context context = Context.current();
		if (context != Context.root() && this.classes.mayCarry(task)) {
			this.forked.keep(task, once(context, DELAY, DELAYS));
		}
		return task;
	}

	/**
	 * Returns whether a pool is the JDK's own for virtual threads, to which the JDK
	 * submits each virtual thread whenever it continues.
	 */
	private boolean runsVirtualThreads(@Nullable Object pool) {
		return pool instanceof ForkJoinPool known && this.systemFactories.get(known.getFactory().getClass());
	}

	/**
	 * Called when a forked task runs, perhaps on the stack of another task.
	 */
	@Nullable AutoCloseable runForked(@Nullable Object task, @Nullable Object self) {
		Context context = (task != null) ? this.forked.forget(task) : null;
		return (context == null || context == Context.current()) ? null : context.makeCurrent();
	}

	/**
	 * Called when a thread is started. Most threads of frameworks have their own classes.
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
	 * Called when a thread begins its task. A thread of a framework may never end.
	 */
	Object runStarted(Object task, @Nullable Object thread) {
		Context context = (thread != null) ? this.threads.forget(thread) : null;
		if (context == null || context == Context.root() || !mayRun(task, thread)) {
			return task;
		}
		return CarriedTask.of(context, true, (Runnable) task);
	}

	private boolean mayRun(Object task, Object thread) {
		// Each virtual thread is created for one task.
		return (thread.getClass() != Thread.class && isVirtual(thread)) ? this.classes.mayCarry(task)
				: this.classes.isOfTheApplication(task);
	}

	/**
	 * Called when a thread whose class is the application's begins.
	 */
	@Nullable AutoCloseable runThread(@Nullable Object thread, @Nullable Object self) {
		Context context = (thread != null) ? this.threads.forget(thread) : null;
		return (context == null || context == Context.current()) ? null : context.makeCurrent();
	}

	/**
	 * Called when a task that runs once is submitted to a timer.
	 */
	Object scheduleTimer(Object task, @Nullable Object timer) {
		Context context = Context.current();
		if (context != Context.root() && this.classes.isOfTheApplication(task)) {
			this.timers.keep(task, once(context, DELAY, DELAYS));
		}
		return task;
	}

	/**
	 * Called when the thread of a timer runs a task.
	 */
	Object runTimer(Object task, @Nullable Object thread) {
		Context context = this.timers.forget(task);
		return (context == null || context == Context.root()) ? task
				: new CarriedTimerTask(CarriedTask.of(context, true, (Runnable) task));
	}

	/**
	 * Called when a function is registered to run when a future completes, which may be
	 * on a thread of any trace.
	 */
	Object register(Object function, @Nullable Object future) {
		return function(function, false);
	}

	/**
	 * Called when a function is passed to a future that submits it at once.
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
	 * The JDK calls only the run method of this task, on the timer's thread.
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
