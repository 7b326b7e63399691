package io.github.tracingstarter.agent.weaver;

import java.util.ArrayList;
import java.util.List;

import io.github.tracingstarter.agent.weaver.CallChange.Call;

/**
 * The places where tasks are passed to other threads. Some of the methods exist only in
 * some versions of Java.
 */
final class ThreadPlaces {

	private static final String THREAD = "java/lang/Thread";

	private static final String VIRTUAL = "java/lang/VirtualThread";

	private static final String POOL = "java/util/concurrent/ThreadPoolExecutor";

	private static final String SCHEDULED_POOL = "java/util/concurrent/ScheduledThreadPoolExecutor";

	private static final String FORK_POOL = "java/util/concurrent/ForkJoinPool";

	private static final String FORK_TASK = "java/util/concurrent/ForkJoinTask";

	private static final String FUTURE = "java/util/concurrent/CompletableFuture";

	private static final Call RUN = new Call("java/lang/Runnable", "run", "()V", false);

	/** The method with which a thread runs its task since Java 21. */
	private static final String RUN_WITH = "(Ljava/lang/Object;Ljava/lang/Runnable;)V";

	/** Since Java 25. */
	private static final Call DELAY = new Call(FORK_POOL, "scheduleDelayedTask",
			"(Ljava/util/concurrent/DelayScheduler$ScheduledForkJoinTask;)Ljava/util/concurrent/DelayScheduler$ScheduledForkJoinTask;",
			false);

	private ThreadPlaces() {
	}

	static List<Place> all() {
		List<Place> all = new ArrayList<>();
		addPools(all);
		addForks(all);
		addThreads(all);
		addTimers(all);
		addFutures(all);
		return all;
	}

	/**
	 * Returns the place for a thread whose class itself has the method that it runs.
	 * @param type the internal name of the class
	 */
	static Place thread(String type) {
		return Place.around(type, "run", "()V", "runThread");
	}

	private static void addPools(List<Place> all) {
		all.add(Place.argument(POOL, "execute", null, 0, "execute"));
		all.add(Place.argument(POOL, "reject", null, 0, "reject"));
		all.add(Place.passes(POOL, "runWorker", null, RUN, "run"));
		all.add(Place.around(POOL, "addWorker", null, "startWorker"));
		all.add(Place.argument(SCHEDULED_POOL, "delayedExecute", null, 0, "schedule"));
	}

	private static void addForks(List<Place> all) {
		all.add(Place.entry(FORK_TASK, "fork", null, "fork"));
		all.add(Place.around(FORK_TASK, "doExec", null, "runForked"));
		all.add(Place.argument(FORK_POOL, "externalSubmit", null, 0, "fork"));
		all.add(Place.argument(FORK_POOL, "poolSubmit", null, 1, "fork"));
		all.add(Place.passes(FORK_POOL, "schedule", null, DELAY, "scheduleFork"));
		all.add(Place.passes(FUTURE + "$DelayedExecutor", "execute", null, DELAY, "scheduleFork"));
	}

	private static void addThreads(List<Place> all) {
		all.add(Place.entry(THREAD, "start", null, "start"));
		all.add(Place.passes(THREAD, "run", "()V", RUN, "runStarted"));
		all.add(Place.passes(THREAD, "run", "()V", new Call(THREAD, "runWith", RUN_WITH, false), "runStarted"));
		all.add(Place.entry(VIRTUAL, "start", "(Ljdk/internal/vm/ThreadContainer;)V", "start"));
		all.add(Place.passes(VIRTUAL, "run", "(Ljava/lang/Runnable;)V", new Call(VIRTUAL, "runWith", RUN_WITH, false),
				"runStarted"));
	}

	private static void addTimers(List<Place> all) {
		all.add(Place.argument("java/util/Timer", "schedule", "(Ljava/util/TimerTask;J)V", 0, "scheduleTimer"));
		all.add(Place.argument("java/util/Timer", "schedule", "(Ljava/util/TimerTask;Ljava/util/Date;)V", 0,
				"scheduleTimer"));
		all.add(Place.passes("java/util/TimerThread", "mainLoop", null,
				new Call("java/util/TimerTask", "run", "()V", false), "runTimer"));
	}

	private static void addFutures(List<Place> all) {
		for (String method : List.of("supplyAsync", "runAsync", "completeAsync")) {
			all.add(Place.argument(FUTURE, method, null, 0, "supply"));
		}
		for (String method : List.of("thenApply", "thenAccept", "thenRun", "thenCompose", "whenComplete", "handle",
				"exceptionally", "exceptionallyCompose")) {
			all.add(Place.argument(FUTURE, method, null, 0, "register"));
			all.add(Place.argument(FUTURE, method + "Async", null, 0, "register"));
		}
		for (String method : List.of("thenCombine", "thenAcceptBoth", "runAfterBoth", "applyToEither", "acceptEither",
				"runAfterEither")) {
			all.add(Place.argument(FUTURE, method, null, 1, "register"));
			all.add(Place.argument(FUTURE, method + "Async", null, 1, "register"));
		}
	}

}
