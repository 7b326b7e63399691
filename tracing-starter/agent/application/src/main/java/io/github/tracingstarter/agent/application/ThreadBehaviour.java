package io.github.tracingstarter.agent.application;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Reports what an application can see of its tasks, pools and threads.
 */
@RestController
class ThreadBehaviour {

	private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

	@GetMapping("/behaviour")
	synchronized String tell() throws Exception {
		this.lines.clear();
		tasksInAQueue();
		taskThatIsSeenByItsPool();
		rejectedTasks();
		orderedTasks();
		failuresAndInterrupts();
		delayedTasks();
		forks();
		futures();
		threads();
		timers();
		return String.join("\n", this.lines);
	}

	private void tell(String what, Object value) {
		this.lines.add(what + ": " + String.valueOf(value).replaceAll("@[0-9a-f]+", "@"));
	}

	private void tasksInAQueue() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		ThreadPoolExecutor pool = pool(new LinkedBlockingQueue<>());
		pool.execute(() -> {
			running.countDown();
			awaitUninterruptibly(end);
		});
		running.await();
		List<Task> tasks = List.of(new Task("a"), new Task("b"), new Task("c"));
		tasks.forEach(pool::execute);
		Future<?> future = pool.submit(new Task("d"));
		Runnable lambda = () -> {
		};
		pool.execute(lambda);
		tell("in the queue", pool.getQueue().contains(tasks.get(0)));
		tell("first in the queue", pool.getQueue().peek() == tasks.get(0));
		tell("removed", pool.remove(tasks.get(1)));
		tell("removed again", pool.remove(tasks.get(1)));
		tell("a future", future);
		tell("cancelled", future.cancel(false));
		pool.purge();
		List<Runnable> left = pool.shutdownNow();
		tell("left", left.size() + " " + (left.get(0) == tasks.get(0)) + " " + (left.get(1) == tasks.get(2)) + " "
				+ (left.get(2) == lambda));
		end.countDown();
		tell("ended", pool.awaitTermination(10, TimeUnit.SECONDS));
		tell("completed", pool.getCompletedTaskCount());
	}

	private void taskThatIsSeenByItsPool() throws Exception {
		Task task = new Task("seen");
		IllegalStateException failure = new IllegalStateException("failed");
		Runnable failing = () -> {
			throw failure;
		};
		List<Object> seen = Collections.synchronizedList(new ArrayList<>());
		ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				(run) -> {
					Thread thread = new Thread(run, "seeing");
					thread.setUncaughtExceptionHandler((on, ex) -> {
						seen.add("uncaught " + (ex == failure) + " " + on.getName());
						seen.add("thrown by " + ex.getStackTrace()[0].getClassName());
					});
					return thread;
				}) {

			@Override
			protected void beforeExecute(Thread thread, Runnable run) {
				seen.add("before " + (run == task) + " " + (run == failing) + " " + thread.getName());
			}

			@Override
			protected void afterExecute(Runnable run, Throwable thrown) {
				seen.add("after " + (run == task) + " " + (run == failing) + " " + (thrown == failure));
			}

		};
		pool.execute(task);
		pool.execute(failing);
		pool.shutdown();
		pool.awaitTermination(10, TimeUnit.SECONDS);
		while (seen.size() < 6) {
			Thread.sleep(1);
		}
		tell("seen by the pool", seen);
	}

	private void rejectedTasks() throws Exception {
		List<Object> rejected = new ArrayList<>();
		ThreadPoolExecutor pool = pool(new ArrayBlockingQueue<>(1));
		pool.setRejectedExecutionHandler((task, executor) -> rejected.add(task));
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		pool.execute(() -> {
			running.countDown();
			awaitUninterruptibly(end);
		});
		running.await();
		pool.execute(new Task("waits"));
		Task task = new Task("rejected");
		pool.execute(task);
		Future<?> future = pool.submit(task);
		tell("rejected", (rejected.get(0) == task) + " " + (rejected.get(1) == future));
		pool.setRejectedExecutionHandler(new ThreadPoolExecutor.AbortPolicy());
		try {
			pool.execute(task);
		}
		catch (RejectedExecutionException ex) {
			tell("message", ex.getMessage());
		}
		pool.setRejectedExecutionHandler(new ThreadPoolExecutor.CallerRunsPolicy());
		Thread caller = Thread.currentThread();
		pool.execute(() -> tell("the caller runs", Thread.currentThread() == caller));
		pool.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardOldestPolicy());
		pool.execute(task);
		tell("the newest waits", pool.getQueue().peek() == task);
		end.countDown();
		pool.shutdown();
		tell("ended", pool.awaitTermination(10, TimeUnit.SECONDS));
	}

	private void orderedTasks() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		ThreadPoolExecutor pool = pool(new PriorityBlockingQueue<>());
		pool.execute(new Task("0") {

			@Override
			public void run() {
				running.countDown();
				awaitUninterruptibly(end);
			}

		});
		running.await();
		List<String> order = Collections.synchronizedList(new ArrayList<>());
		for (String name : List.of("c", "a", "b")) {
			pool.execute(new Task(name) {

				@Override
				public void run() {
					order.add(name);
				}

			});
		}
		end.countDown();
		pool.shutdown();
		pool.awaitTermination(10, TimeUnit.SECONDS);
		tell("order", order);
	}

	private void failuresAndInterrupts() throws Exception {
		ThreadPoolExecutor pool = pool(new LinkedBlockingQueue<>());
		Future<?> failing = pool.submit(() -> {
			throw new IllegalStateException("failed");
		});
		tell("failure", failure(failing));
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		Future<?> waiting = pool.submit(() -> {
			running.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
		});
		running.await();
		tell("cancelled", waiting.cancel(true));
		tell("interrupted", interrupted.await(10, TimeUnit.SECONDS));
		tell("not interrupted later", pool.submit(Thread::interrupted).get());
		pool.shutdown();
		try {
			pool.submit(() -> 1);
		}
		catch (RejectedExecutionException ex) {
			tell("after the end", ex.getClass().getName());
		}
	}

	private void delayedTasks() throws Exception {
		ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);
		ScheduledFuture<?> far = pool.schedule(new Task("far"), 1, TimeUnit.HOURS);
		ScheduledFuture<?> farther = pool.schedule(() -> 1, 2, TimeUnit.HOURS);
		ScheduledFuture<?> repeating = pool.scheduleAtFixedRate(new Task("repeating"), 3, 3, TimeUnit.HOURS);
		tell("delayed", far);
		tell("queue", (pool.getQueue().peek() == far) + " " + pool.getQueue().size());
		tell("removed", pool.remove((Runnable) far));
		tell("cancelled", farther.cancel(false) + " " + farther.isCancelled());
		pool.purge();
		tell("value", pool.schedule(() -> 42, 1, TimeUnit.MILLISECONDS).get());
		List<Runnable> left = pool.shutdownNow();
		tell("left", left.size() + " " + (left.get(0) == repeating));
		try {
			pool.schedule(() -> 1, 1, TimeUnit.SECONDS);
		}
		catch (RejectedExecutionException ex) {
			tell("after the end", ex.getClass().getName());
		}
	}

	private void forks() throws Exception {
		ForkJoinPool pool = new ForkJoinPool(2);
		tell("sum", pool.invoke(new Sum(100)));
		ForkJoinTask<Integer> failing = pool.submit(() -> {
			throw new IllegalStateException("failed");
		});
		tell("failure", failure(failing));
		tell("abnormal", failing.isCompletedAbnormally() + " " + failing.isCompletedNormally());
		Sum task = new Sum(10);
		tell("the task itself", pool.submit(task) == task);
		tell("its result", task.join() + " " + task.getRawResult());
		task.reinitialize();
		tell("again", pool.invoke(task));
		pool.shutdown();
		tell("ended", pool.awaitTermination(10, TimeUnit.SECONDS));
		tell("a stream", java.util.stream.IntStream.range(0, 1000).parallel().map((i) -> i * 2).sum());
	}

	private void futures() throws Exception {
		CompletableFuture<Integer> future = new CompletableFuture<>();
		List<Object> seen = new ArrayList<>();
		CompletableFuture<Integer> last = future.thenApply((number) -> number + 1)
			.thenCompose((number) -> CompletableFuture.completedFuture(number * 2))
			.thenCombine(CompletableFuture.completedFuture(3), Integer::sum)
			.whenComplete((number, failure) -> seen.add(number + " " + failure));
		tell("dependents", future.getNumberOfDependents());
		tell("future", future);
		future.complete(4);
		tell("value", last.get());
		tell("seen", seen);
		CompletableFuture<Object> failing = CompletableFuture.supplyAsync(() -> {
			throw new IllegalStateException("failed");
		});
		tell("failure", failure(failing));
		tell("handled", failing.thenApply((value) -> value).handle((value, failure) -> failure).get());
		tell("recovered", failing.exceptionally((failure) -> "recovered").get());
		CompletableFuture<Object> cancelled = new CompletableFuture<>();
		CompletableFuture<Object> dependent = cancelled.thenApply((value) -> value);
		tell("cancelled", cancelled.cancel(true) + " " + dependent.isCompletedExceptionally());
		try {
			cancelled.join();
		}
		catch (CancellationException ex) {
			tell("cancellation", ex.getClass());
		}
		try {
			CompletableFuture.supplyAsync(null);
		}
		catch (NullPointerException ex) {
			tell("no function", ex.getClass());
		}
		try {
			cancelled.thenApply(null);
		}
		catch (NullPointerException ex) {
			tell("no function", ex.getClass());
		}
	}

	private void threads() throws Exception {
		InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
		inherited.set("inherited");
		List<Object> seen = Collections.synchronizedList(new ArrayList<>());
		Runnable target = () -> {
			seen.add(Thread.currentThread().getName());
			seen.add(inherited.get());
			seen.add(Thread.currentThread().isDaemon());
			throw new IllegalStateException("failed");
		};
		Thread thread = new Thread(target, "named");
		thread.setUncaughtExceptionHandler((on, ex) -> seen.add("uncaught " + (on == thread) + " " + ex));
		thread.start();
		thread.join();
		tell("thread", seen);
		tell("state", thread.getState());
		try {
			thread.start();
		}
		catch (IllegalThreadStateException ex) {
			tell("started again", ex.getClass());
		}
		Thread own = new Thread("own") {

			@Override
			public void run() {
				tell("own thread", getName() + " " + isInterrupted());
				throw new IllegalStateException("failed");
			}

		};
		own.setUncaughtExceptionHandler((on, ex) -> tell("own failure", ex + " " + ex.getStackTrace().length));
		own.start();
		own.join();
		Thread without = new Thread();
		without.start();
		without.join();
		tell("without a task", without.getState());
	}

	private void timers() throws Exception {
		Timer timer = new Timer("timer", true);
		CountDownLatch ran = new CountDownLatch(1);
		TimerTask task = new TimerTask() {

			@Override
			public void run() {
				tell("timer", Thread.currentThread().getName() + " " + (scheduledExecutionTime() > 0));
				ran.countDown();
			}

		};
		timer.schedule(task, 1);
		ran.await();
		try {
			timer.schedule(task, 1);
		}
		catch (IllegalStateException ex) {
			tell("scheduled again", ex.getMessage());
		}
		TimerTask far = new TimerTask() {

			@Override
			public void run() {
			}

		};
		timer.schedule(far, 3_600_000);
		tell("cancelled", far.cancel() + " " + timer.purge() + " " + task.cancel());
		timer.cancel();
	}

	private static ThreadPoolExecutor pool(java.util.concurrent.BlockingQueue<Runnable> queue) {
		return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, queue);
	}

	private static String failure(Future<?> future) throws InterruptedException {
		try {
			return String.valueOf(future.get());
		}
		catch (ExecutionException ex) {
			return ex.getMessage() + " of " + ex.getCause().getClass().getName();
		}
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		while (true) {
			try {
				latch.await();
				return;
			}
			catch (InterruptedException ex) {
				// The pool is shut down.
			}
		}
	}

	private static class Task implements Runnable, Comparable<Task> {

		private final String name;

		Task(String name) {
			this.name = name;
		}

		@Override
		public void run() {
		}

		@Override
		public int compareTo(Task other) {
			return this.name.compareTo(other.name);
		}

		@Override
		public String toString() {
			return "task " + this.name;
		}

	}

	@SuppressWarnings("serial")
	private static final class Sum extends RecursiveTask<Integer> {

		private final int size;

		Sum(int size) {
			this.size = size;
		}

		@Override
		protected Integer compute() {
			if (this.size <= 1) {
				return this.size;
			}
			Sum smaller = new Sum(this.size - 1);
			smaller.fork();
			return this.size + smaller.join();
		}

	}

}
