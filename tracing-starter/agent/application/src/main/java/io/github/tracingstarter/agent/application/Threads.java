package io.github.tracingstarter.agent.application;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/**
 * Queries the database on another thread, in all the ways that involve no bean.
 */
@RestController
class Threads {

	/** Created by the first request that needs it, like its thread. */
	private static final ExecutorService shared = Executors.newSingleThreadExecutor((task) -> new Thread(() -> {
		Thread.currentThread().setName("shared");
		task.run();
	}));

	private final JdbcTemplate database;

	private final RestClient client;

	private final ApplicationContext context;

	private final ExecutorService bean;

	/** Tasks for a thread that is part of no request. */
	private final LinkedBlockingQueue<Runnable> outside = new LinkedBlockingQueue<>();

	private final Map<String, Callable<Object>> rows = new LinkedHashMap<>();

	Threads(JdbcTemplate database, RestClient.Builder client, ApplicationContext context, ExecutorService bean) {
		this.database = database;
		this.client = client.build();
		this.context = context;
		this.bean = bean;
		Thread worker = new Thread(this::work, "outside");
		worker.setDaemon(true);
		worker.start();
		addPools();
		addForks();
		addFutures();
		addThreads();
	}

	@GetMapping("/threads")
	List<String> rows() {
		return List.copyOf(this.rows.keySet());
	}

	@GetMapping("/threads/{row}")
	String run(@PathVariable String row) throws Exception {
		return String.valueOf(this.rows.get(row).call());
	}

	/**
	 * Submits a task that is part of no request to the shared pool.
	 */
	@GetMapping("/background")
	String background() throws Exception {
		return outside(() -> shared.submit(this::stock).get());
	}

	/**
	 * Starts a repeating task, and returns when it has run three times.
	 */
	@GetMapping("/repeating/{kind}")
	String repeat(@PathVariable String kind) throws Exception {
		CountDownLatch runs = new CountDownLatch(3);
		Runnable task = () -> {
			if (runs.getCount() > 0) {
				stock();
				runs.countDown();
			}
		};
		if (kind.equals("timer")) {
			Timer timer = new Timer(true);
			timer.schedule(timerTask(task), 1, 20);
			runs.await();
			timer.cancel();
			return "done";
		}
		ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
		scheduler.scheduleWithFixedDelay(task, 1, 20, TimeUnit.MILLISECONDS);
		runs.await();
		scheduler.shutdown();
		scheduler.awaitTermination(10, TimeUnit.SECONDS);
		return "done";
	}

	/**
	 * Starts a task that resubmits itself again and again, and returns when it has done
	 * so often.
	 */
	@GetMapping("/endless/{kind}")
	String endless(@PathVariable String kind) throws Exception {
		ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
		AtomicInteger runs = new AtomicInteger();
		CountDownLatch last = new CountDownLatch(1);
		Runnable task = new Runnable() {

			@Override
			public void run() {
				int run = runs.incrementAndGet();
				if (run == 150) {
					stock();
					last.countDown();
				}
				else if (kind.equals("delayed")) {
					scheduler.schedule(this, 1, TimeUnit.MILLISECONDS);
				}
				else {
					scheduler.execute(this);
				}
			}

		};
		scheduler.execute(task);
		last.await();
		scheduler.shutdown();
		return "done";
	}

	private void addPools() {
		this.rows.put("execute", () -> {
			CompletableFuture<Integer> answer = new CompletableFuture<>();
			try (Closing pool = new Closing(Executors.newFixedThreadPool(1))) {
				pool.service().execute(() -> answer.complete(ask()));
				return answer.get();
			}
		});
		this.rows.put("submit", () -> {
			try (Closing pool = new Closing(Executors.newCachedThreadPool())) {
				return pool.service().submit(this::ask).get();
			}
		});
		this.rows.put("invokeAll", () -> {
			try (Closing pool = new Closing(Executors.newFixedThreadPool(2))) {
				return pool.service().invokeAll(List.of(this::ask, this::ask)).get(1).get();
			}
		});
		this.rows.put("completionService", () -> {
			try (Closing pool = new Closing(Executors.newFixedThreadPool(1))) {
				ExecutorCompletionService<Integer> service = new ExecutorCompletionService<>(pool.service());
				service.submit(this::ask);
				return service.take().get();
			}
		});
		this.rows.put("ownPool", () -> {
			try (Closing pool = new Closing(new Own())) {
				return pool.service().submit(this::ask).get();
			}
		});
		this.rows.put("shared", () -> shared.submit(this::ask).get());
		this.rows.put("bean", () -> this.bean.submit(this::ask).get());
		this.rows.put("scheduled", () -> {
			ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
			try {
				return scheduler.schedule(this::ask, 5, TimeUnit.MILLISECONDS).get();
			}
			finally {
				scheduler.shutdown();
			}
		});
		this.rows.put("scheduledAtOnce", () -> {
			try (Closing pool = new Closing(Executors.newScheduledThreadPool(1))) {
				return pool.service().submit(this::ask).get();
			}
		});
		this.rows.put("springPool", () -> {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.initialize();
			try {
				return executor.submit(this::ask).get();
			}
			finally {
				executor.shutdown();
			}
		});
		this.rows.put("springThread", () -> new SimpleAsyncTaskExecutor().submit(this::ask).get());
	}

	private void addForks() {
		this.rows.put("parallelStream", () -> IntStream.range(0, 4).parallel().map((i) -> ask()).sum());
		this.rows.put("recursive", () -> new ForkJoinPool(2).invoke(new Sum(4)));
		this.rows.put("recursiveInCommonPool", () -> new Sum(4).fork().join());
		this.rows.put("commonPool", () -> elsewhere(ForkJoinPool.commonPool().submit(this::ask)));
		this.rows.put("commonPoolExecute", () -> {
			CompletableFuture<Integer> answer = new CompletableFuture<>();
			ForkJoinPool.commonPool().execute(() -> answer.complete(ask()));
			return answer.get();
		});
		this.rows.put("workStealing", () -> {
			try (Closing pool = new Closing(Executors.newWorkStealingPool(2))) {
				return pool.service().submit(this::ask).get();
			}
		});
	}

	private void addFutures() {
		this.rows.put("supplyAsync", () -> CompletableFuture.supplyAsync(this::ask).get());
		this.rows.put("runAsync", () -> CompletableFuture.runAsync(this::ask).get());
		this.rows.put("completeAsync", () -> new CompletableFuture<Integer>().completeAsync(this::ask).get());
		this.rows.put("delayedExecutor",
				() -> CompletableFuture
					.supplyAsync(this::ask, CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS))
					.get());
		this.rows.put("delayed", () -> {
			CompletableFuture<Integer> answer = new CompletableFuture<>();
			CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS).execute(() -> answer.complete(ask()));
			return answer.get();
		});
		this.rows.put("completedOutside", () -> {
			CompletableFuture<Integer> outer = new CompletableFuture<>();
			CompletableFuture<Integer> all = outer.thenApply((number) -> number + ask())
				.thenApplyAsync((number) -> number + ask())
				.thenCompose((number) -> CompletableFuture.completedFuture(number + ask()))
				.thenCombine(outer, (one, other) -> one + ask())
				.handle((number, failure) -> number + ask())
				.whenComplete((number, failure) -> ask());
			this.outside.add(() -> outer.complete(1));
			return all.get();
		});
		this.rows.put("failedOutside", () -> {
			CompletableFuture<Integer> outer = new CompletableFuture<>();
			CompletableFuture<Integer> all = outer.exceptionally((failure) -> ask());
			this.outside.add(() -> outer.completeExceptionally(new IllegalStateException("failed")));
			return all.get();
		});
	}

	private void addThreads() {
		this.rows.put("thread", () -> {
			CompletableFuture<Integer> answer = new CompletableFuture<>();
			Thread thread = new Thread(() -> answer.complete(ask()));
			thread.start();
			thread.join();
			return answer.get();
		});
		this.rows.put("ownThread", () -> {
			Asking thread = new Asking();
			thread.start();
			thread.join();
			return thread.answer;
		});
		this.rows.put("threadWithFuture", () -> {
			FutureTask<Integer> task = new FutureTask<>(this::ask);
			new Thread(task).start();
			return task.get();
		});
		this.rows.put("timer", () -> {
			CompletableFuture<Integer> answer = new CompletableFuture<>();
			Timer timer = new Timer(true);
			timer.schedule(timerTask(() -> answer.complete(ask())), 5);
			try {
				return answer.get();
			}
			finally {
				timer.cancel();
			}
		});
		if (Runtime.version().feature() >= 21) {
			this.rows.put("virtualThread", () -> {
				CompletableFuture<Integer> answer = new CompletableFuture<>();
				Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
				start.invoke(null, (Runnable) () -> answer.complete(ask()));
				return answer.get();
			});
			this.rows.put("virtualThreads", () -> {
				Method make = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
				try (Closing pool = new Closing((ExecutorService) make.invoke(null))) {
					return pool.service().submit(this::ask).get();
				}
			});
		}
	}

	private Integer ask() {
		return this.database.queryForObject("select count(*) from information_schema.tables where 1 = ?", Integer.class,
				0);
	}

	private String stock() {
		int port = ((WebServerApplicationContext) this.context).getWebServer().getPort();
		return this.client.get().uri("http://127.0.0.1:{port}/stock", port).retrieve().body(String.class);
	}

	/**
	 * Waits without joining, which would run the task on this thread.
	 */
	private static Object elsewhere(ForkJoinTask<?> task) throws Exception {
		while (!task.isDone()) {
			Thread.sleep(1);
		}
		return task.get();
	}

	private static TimerTask timerTask(Runnable task) {
		return new TimerTask() {

			@Override
			public void run() {
				task.run();
			}

		};
	}

	private String outside(Callable<String> task) throws Exception {
		CompletableFuture<String> answer = new CompletableFuture<>();
		this.outside.add(() -> {
			try {
				answer.complete(task.call());
			}
			catch (Exception ex) {
				answer.completeExceptionally(ex);
			}
		});
		return answer.get();
	}

	private void work() {
		while (true) {
			try {
				this.outside.take().run();
			}
			catch (InterruptedException ex) {
				return;
			}
		}
	}

	/** {@link ExecutorService} is closeable since Java 19. */
	private record Closing(ExecutorService service) implements AutoCloseable {

		@Override
		public void close() {
			this.service.shutdown();
		}

	}

	private static final class Own extends ThreadPoolExecutor {

		Own() {
			super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
		}

	}

	private final class Asking extends Thread {

		private volatile Integer answer;

		@Override
		public void run() {
			this.answer = ask();
		}

	}

	@SuppressWarnings("serial")
	private final class Sum extends RecursiveTask<Integer> {

		private final int size;

		Sum(int size) {
			this.size = size;
		}

		@Override
		protected Integer compute() {
			if (this.size == 1) {
				return ask();
			}
			Sum left = new Sum(this.size / 2);
			left.fork();
			return new Sum(this.size / 2).compute() + left.join();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Pools {

		@Bean(destroyMethod = "shutdown")
		ExecutorService pool() {
			return Executors.newFixedThreadPool(1);
		}

	}

}
