package io.github.tracingstarter.differential;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.task.ThreadPoolTaskExecutorBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What a request sees of the tasks that it submits.
 */
final class Tasks {

	private Tasks() {
	}

	static Stream<Situation> situations() {
		return Stream
			.of(Situation.of("tasks: rejected and cancelled", OneThread.class, Tasks::ask),
					Situation.of("tasks: compared by a queue", Priorities.class, Tasks::ask),
					Situation.of("tasks: decorated", Decorated.class, Tasks::ask),
					Situation.of("tasks: scheduled", Scheduled.class, Tasks::ask),
					Situation.of("tasks: scheduled, virtual threads", Scheduled.class, Tasks::ask)
						.with("spring.threads.virtual.enabled=true"),
					Situation.of("tasks: a pool of the JDK", PlainPools.class, Tasks::ask),
					Situation.of("tasks: a pool of the JDK in a field", FieldPools.class, Tasks::ask),
					Situation.of("tasks: @Async beside an executor of the JDK", AsyncMethods.class, Tasks::ask))
			.map((situation) -> situation.with("spring.main.web-application-type=servlet"));
	}

	private static Object ask(ConfigurableApplicationContext context) {
		return Requests.response(context, "GET", "/tasks");
	}

	/**
	 * Uses executors within a request.
	 *
	 * @param question what to do
	 */
	@RestController
	private record Controller(Callable<Object> question) {

		@GetMapping("/tasks")
		String answer() throws Exception {
			return String.valueOf(this.question.call());
		}

	}

	/**
	 * A task that the application knows as its own.
	 *
	 * @param name its name
	 * @param start when it continues
	 * @param done records that it ran
	 */
	private record Job(String name, CountDownLatch start, List<String> done) implements Runnable, Comparable<Job> {

		Job(String name, CountDownLatch start) {
			this(name, start, Collections.synchronizedList(new ArrayList<>()));
		}

		Job another(String name) {
			return new Job(name, this.start, this.done);
		}

		@Override
		public void run() {
			try {
				this.start.await(5, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			this.done.add(this.name);
		}

		@Override
		public int compareTo(Job other) {
			return this.name.compareTo(other.name);
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class OneThread {

		@Bean
		ThreadPoolTaskExecutor executor(ThreadPoolTaskExecutorBuilder builder, List<String> rejected) {
			ThreadPoolTaskExecutor executor = builder.corePoolSize(1).maxPoolSize(1).queueCapacity(1).build();
			executor.setRejectedExecutionHandler((task, pool) -> {
				if (task instanceof Future<?> future) {
					future.cancel(false);
				}
				else {
					rejected.add(((Job) task).name());
				}
			});
			return executor;
		}

		@Bean
		List<String> rejected() {
			return Collections.synchronizedList(new ArrayList<>());
		}

		@Bean
		Controller controller(ThreadPoolTaskExecutor executor, List<String> rejected) {
			return new Controller(() -> {
				Map<String, Object> seen = new LinkedHashMap<>();
				Job running = new Job("running", new CountDownLatch(1));
				Job waiting = running.another("waiting");
				executor.execute(running);
				Future<?> future = executor.submit(waiting);
				seen.put("future is queued", executor.getThreadPoolExecutor().getQueue().contains(future));
				seen.put("future is removed", executor.getThreadPoolExecutor().remove((Runnable) future));
				executor.execute(waiting);
				seen.put("queued", executor.getThreadPoolExecutor().getQueue().contains(waiting));
				executor.execute(running.another("rejected"));
				seen.put("rejected", List.copyOf(rejected));
				Future<String> cancelled = executor.submit(() -> "never");
				seen.put("cancelled", cancelled.isCancelled());
				seen.put("removed", executor.getThreadPoolExecutor().remove(waiting));
				running.start().countDown();
				executor.submit(() -> "last").get(5, TimeUnit.SECONDS);
				seen.put("done", running.done());
				return seen;
			});
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Priorities {

		@Bean
		ThreadPoolTaskExecutor executor(ThreadPoolTaskExecutorBuilder builder) {
			return builder.corePoolSize(1).build(PriorityExecutor.class);
		}

		@Bean
		Controller controller(ThreadPoolTaskExecutor executor) {
			return new Controller(() -> {
				Job running = new Job("running", new CountDownLatch(1));
				executor.execute(running);
				for (String name : List.of("c", "a", "d", "b")) {
					executor.execute(running.another(name));
				}
				Job last = running.another("z");
				executor.execute(last);
				running.start().countDown();
				while (!running.done().contains("z")) {
					Thread.sleep(5);
				}
				return running.done();
			});
		}

	}

	@SuppressWarnings("serial")
	static class PriorityExecutor extends ThreadPoolTaskExecutor {

		@Override
		protected BlockingQueue<Runnable> createQueue(int queueCapacity) {
			return new PriorityBlockingQueue<>();
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Decorated {

		@Bean
		TaskDecorator decorator(List<String> decorated) {
			return (task) -> {
				decorated.add(task.getClass().getSimpleName());
				return task;
			};
		}

		@Bean
		List<String> decorated() {
			return Collections.synchronizedList(new ArrayList<>());
		}

		@Bean
		Controller controller(ThreadPoolTaskExecutor executor, List<String> decorated,
				ObjectProvider<TaskDecorator> decorators) {
			return new Controller(() -> {
				executor.execute(new Job("job", new CountDownLatch(0)));
				String thread = executor.submit(() -> Thread.currentThread().getName()).get(5, TimeUnit.SECONDS);
				return List.of(decorated, thread, decorators.stream().count());
			});
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@EnableScheduling
	static class Scheduled {

		@Bean
		Controller controller(ConfigurableApplicationContext context) {
			return new Controller(() -> {
				Map<String, Object> seen = new LinkedHashMap<>();
				org.springframework.scheduling.TaskScheduler scheduler = context
					.getBean(org.springframework.scheduling.TaskScheduler.class);
				CompletableFuture<String> thread = new CompletableFuture<>();
				scheduler.schedule(() -> thread.complete(Thread.currentThread().getName()), Instant.now());
				seen.put("thread", thread.get(5, TimeUnit.SECONDS));
				if (scheduler instanceof ThreadPoolTaskScheduler pooled) {
					pooled.setRemoveOnCancelPolicy(true);
					ScheduledFuture<?> later = scheduler.schedule(() -> {
					}, Instant.now().plusSeconds(60));
					List<Runnable> queue = List.copyOf(pooled.getScheduledThreadPoolExecutor().getQueue());
					seen.put("queued", queue.size() + " " + queue.contains(later));
					later.cancel(false);
					seen.put("after", pooled.getScheduledThreadPoolExecutor().getQueue().size());
				}
				return seen;
			});
		}

	}

	private static Object usePools(ThreadPoolExecutor priorities, ThreadPoolExecutor one, List<String> rejected)
			throws Exception {
		Map<String, Object> seen = new LinkedHashMap<>();
		Job running = new Job("running", new CountDownLatch(1));
		priorities.execute(running);
		List.of("c", "a", "b").forEach((name) -> priorities.execute(running.another(name)));
		one.execute(running);
		Job removed = running.another("removed");
		one.execute(removed);
		seen.put("removed", one.remove(removed));
		Job waiting = running.another("waiting");
		one.execute(waiting);
		seen.put("returned", one.shutdownNow().equals(List.of(waiting)));
		running.start().countDown();
		priorities.shutdown();
		seen.put("terminated", priorities.awaitTermination(5, TimeUnit.SECONDS));
		priorities.execute(running.another("late"));
		seen.put("cancelled", priorities.submit(() -> "never").isCancelled());
		seen.put("rejected", rejected);
		seen.put("pools", List.of(one.getMaximumPoolSize(), one.isShutdown(), priorities.getQueue().size()));
		List<String> done = new ArrayList<>(running.done());
		done.removeIf("running"::equals);
		seen.put("done", done);
		return seen;
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class PlainPools {

		@Bean
		ThreadPoolExecutor priorities(List<String> rejected) {
			return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new PriorityBlockingQueue<>(), (task, pool) -> {
				if (task instanceof Future<?> future) {
					future.cancel(false);
				}
				else {
					rejected.add(((Job) task).name());
				}
			});
		}

		@Bean
		ThreadPoolExecutor one() {
			return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
		}

		@Bean
		List<String> rejected() {
			return Collections.synchronizedList(new ArrayList<>());
		}

		@Bean
		Controller controller(ThreadPoolExecutor priorities, ThreadPoolExecutor one, List<String> rejected) {
			return new Controller(() -> usePools(priorities, one, rejected));
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class FieldPools {

		private final List<String> rejected = Collections.synchronizedList(new ArrayList<>());

		private final ThreadPoolExecutor priorities = new PlainPools().priorities(this.rejected);

		private final ThreadPoolExecutor one = new PlainPools().one();

		@Bean
		Controller controller() {
			return new Controller(() -> usePools(this.priorities, this.one, this.rejected));
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@EnableAsync
	static class AsyncMethods {

		@Bean
		ExecutorService jdk() {
			return Executors.newSingleThreadExecutor((task) -> new Thread(task, "jdk"));
		}

		@Bean
		Worker worker() {
			return new Worker();
		}

		@Bean
		Controller controller(Worker worker) {
			return new Controller(
					() -> List.of(worker.work().get(5, TimeUnit.SECONDS), worker.qualified().get(5, TimeUnit.SECONDS),
							worker.fail().handle((result, failure) -> "failed: " + failure).get(5, TimeUnit.SECONDS)));
		}

	}

	static class Worker {

		@Async
		CompletableFuture<String> work() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

		@Async("jdk")
		CompletableFuture<String> qualified() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

		@Async
		CompletableFuture<String> fail() {
			throw new IllegalStateException("broken");
		}

	}

}
