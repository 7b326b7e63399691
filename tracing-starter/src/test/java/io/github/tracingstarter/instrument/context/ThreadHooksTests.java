package io.github.tracingstarter.instrument.context;

import java.util.ArrayList;
import java.util.List;
import java.util.TimerTask;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import net.bytebuddy.ByteBuddy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The hooks that the JDK calls if the agent is present. The agent's module has the tests
 * with the JDK.
 */
@SuppressWarnings("try")
class ThreadHooksTests {

	private static final ContextKey<String> NAME = ContextKey.named("name");

	private final List<Class<?>> threadClasses = new ArrayList<>();

	private final ThreadHooks hooks = new ThreadHooks(new TaskClasses(List.of(ThreadHooksTests.class.getPackageName())),
			this.threadClasses::add);

	private final List<String> seen = new ArrayList<>();

	private final Runnable task = () -> this.seen.add(current());

	@AfterEach
	void noContextIsLeft() {
		assertThat(Context.current()).isSameAs(Context.root());
	}

	@Test
	void aTaskOfAPoolStaysWhatItIsUntilItRuns() {
		assertThat(in("request", () -> this.hooks.execute(this.task, null))).isSameAs(this.task);
		Object running = this.hooks.run(this.task, null);
		assertThat(running).isNotSameAs(this.task).hasToString(this.task.toString());
		((Runnable) running).run();
		assertThat(this.seen).containsExactly("request");
		assertThat(this.hooks.run(this.task, null)).isSameAs(this.task);
	}

	@Test
	void theDefaultPackageIsThatOfAnApplicationInIt() throws Exception {
		Object own = new ByteBuddy().subclass(Object.class)
			.name("Task")
			.make()
			.load(getClass().getClassLoader())
			.getLoaded()
			.getConstructor()
			.newInstance();
		assertThat(new TaskClasses(List.of("")).isOfTheApplication(own)).isTrue();
		assertThat(new TaskClasses(List.of("")).isOfTheApplication(this)).isFalse();
		assertThat(new TaskClasses(List.of("com.example")).isOfTheApplication(own)).isFalse();
	}

	@Test
	void outsideATraceNothingIsKept() {
		this.hooks.execute(this.task, null);
		this.hooks.fork(this.task, null);
		assertThat(this.hooks.run(this.task, null)).isSameAs(this.task);
		assertThat(this.hooks.runForked(this.task, null)).isNull();
		assertThat(this.hooks.register(this.task, null)).isSameAs(this.task);
		assertThat(this.hooks.supply(this.task, null)).isSameAs(this.task);
		assertThat(this.hooks.startWorker(this, this)).isNull();
		Thread thread = new Thread(this.task);
		this.hooks.start(thread, thread);
		assertThat(this.hooks.runStarted(this.task, thread)).isSameAs(this.task);
	}

	@Test
	void aTaskThatWaitsForARequestAndForNoneIsInTheTraceOnce() {
		in("request", () -> this.hooks.execute(this.task, null));
		this.hooks.execute(this.task, null);
		assertThat(this.hooks.run(this.task, null)).isSameAs(this.task);
		assertThat(this.hooks.run(this.task, null)).isNotSameAs(this.task);
	}

	@Test
	void aRejectedTaskIsForgotten() {
		in("request", () -> this.hooks.execute(this.task, null));
		assertThat(this.hooks.reject(this.task, null)).isSameAs(this.task);
		assertThat(this.hooks.run(this.task, null)).isSameAs(this.task);
	}

	@Test
	void aTaskThatThrowsLeavesNoContext() {
		Runnable failing = () -> {
			throw new IllegalStateException("failed");
		};
		in("request", () -> this.hooks.execute(failing, null));
		Runnable running = (Runnable) this.hooks.run(failing, null);
		assertThatIllegalStateException().isThrownBy(running::run).withMessage("failed");
	}

	@Test
	void aThreadThatIsInATraceAlreadyStaysInIt() {
		in("request", () -> this.hooks.execute(this.task, null));
		Runnable running = (Runnable) this.hooks.run(this.task, null);
		in("the pool's own", () -> {
			running.run();
			return null;
		});
		assertThat(this.seen).containsExactly("the pool's own");
	}

	@Test
	void tasksOfFrameworksAreInNoTrace() {
		Runnable framework = org.springframework.scheduling.support.TaskUtils.decorateTaskWithErrorHandler(this.task,
				null, false);
		in("request", () -> this.hooks.execute(framework, null));
		assertThat(this.hooks.run(framework, null)).isSameAs(framework);
	}

	@Test
	void whatCarriesItsTraceItselfIsLeftAlone() {
		Runnable carried = CarriedTask.of(Context.root(), false, this.task);
		in("request", () -> this.hooks.execute(carried, null));
		assertThat(this.hooks.run(carried, null)).isSameAs(carried);
	}

	@Test
	void aTaskThatHandsItselfOverForEverLeavesTheTrace() {
		in("request", () -> this.hooks.execute(this.task, null));
		int runs = 0;
		for (Object running = this.hooks.run(this.task, null); running != this.task; running = this.hooks.run(this.task,
				null)) {
			runs++;
			Runnable next = () -> this.hooks.execute(this.task, null);
			Context context = in(running);
			try (Scope scope = context.makeCurrent()) {
				next.run();
			}
		}
		assertThat(runs).isEqualTo(100);
	}

	@Test
	void aThreadOfAPoolStartsOutsideOfTheTrace() throws Exception {
		Context request = Context.root().with(NAME, "request");
		try (Scope scope = request.makeCurrent()) {
			try (AutoCloseable started = this.hooks.startWorker(this, this)) {
				assertThat(Context.current()).isSameAs(Context.root());
			}
			assertThat(Context.current()).isSameAs(request);
		}
	}

	@Test
	void aTaskThatRepeatsIsInNoTrace() {
		ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);
		try {
			Object repeating = pool.scheduleAtFixedRate(this.task, 1, 1, TimeUnit.HOURS);
			in("request", () -> this.hooks.schedule(repeating, pool));
			assertThat(this.hooks.run(repeating, pool)).isSameAs(repeating);
			Object immediate = pool.schedule(this.task, -1, TimeUnit.HOURS);
			in("request", () -> this.hooks.schedule(immediate, pool));
			assertThat(this.hooks.run(immediate, pool)).isNotSameAs(immediate);
		}
		finally {
			pool.shutdownNow();
		}
	}

	@Test
	void aForkedTaskIsInTheTraceWhileItRuns() throws Exception {
		RecursiveAction forked = new RecursiveAction() {

			private static final long serialVersionUID = 1;

			@Override
			protected void compute() {
			}

		};
		assertThat(in("request", () -> this.hooks.fork(forked, ForkJoinPool.commonPool()))).isSameAs(forked);
		try (Scope scope = Context.root().with(NAME, "other").makeCurrent()) {
			try (AutoCloseable running = this.hooks.runForked(forked, forked)) {
				assertThat(current()).isEqualTo("request");
			}
			assertThat(current()).isEqualTo("other");
			assertThat(this.hooks.runForked(forked, forked)).isNull();
		}
	}

	@Test
	void threadsOfTheApplicationBeginInTheTrace() {
		Thread thread = new Thread(this.task);
		in("request", () -> this.hooks.start(thread, thread));
		((Runnable) this.hooks.runStarted(this.task, thread)).run();
		Thread withFuture = new Thread(new FutureTask<>(this.task, null));
		in("request", () -> this.hooks.start(withFuture, withFuture));
		assertThat(this.seen).containsExactly("request");
		assertThat(this.threadClasses).isEmpty();
	}

	@Test
	void aThreadThatRunsWhatIsNoTaskOfTheApplicationDoesNot() {
		Runnable library = Thread::yield;
		Runnable unknown = new FutureTask<>((Callable<Object>) java.util.UUID::randomUUID);
		for (Runnable target : List.of(unknown,
				org.springframework.scheduling.support.TaskUtils.decorateTaskWithErrorHandler(library, null, false))) {
			Thread thread = new Thread(target);
			in("request", () -> this.hooks.start(thread, thread));
			assertThat(this.hooks.runStarted(target, thread)).isSameAs(target);
		}
	}

	@Test
	void aClassOfThreadsIsNamedOnce() throws Exception {
		for (int i = 0; i < 2; i++) {
			Thread thread = new OwnThread();
			in("request", () -> this.hooks.start(thread, thread));
			try (AutoCloseable running = this.hooks.runThread(thread, thread)) {
				assertThat(current()).isEqualTo("request");
			}
		}
		assertThat(this.threadClasses).containsExactly(OwnThread.class);
	}

	@Test
	void aTimerRunsItsTaskInTheTrace() {
		TimerTask timed = new TimerTask() {

			@Override
			public void run() {
				ThreadHooksTests.this.task.run();
			}

		};
		assertThat(in("request", () -> this.hooks.scheduleTimer(timed, null))).isSameAs(timed);
		((TimerTask) this.hooks.runTimer(timed, null)).run();
		assertThat(this.hooks.runTimer(timed, null)).isSameAs(timed);
		assertThat(this.seen).containsExactly("request");
	}

	@Test
	@SuppressWarnings({ "unchecked", "try" })
	void functionsOfAllKindsRunWhereTheyWereRegistered() {
		Function<String, String> function = (value) -> value + current();
		BiFunction<String, String, String> ofTwo = (one, other) -> one + other + current();
		Consumer<String> consumer = (value) -> this.seen.add(value + current());
		BiConsumer<String, String> ofBoth = (one, other) -> this.seen.add(one + other + current());
		Supplier<String> supplier = ThreadHooksTests::current;
		try (Scope scope = Context.root().with(NAME, "other").makeCurrent()) {
			this.seen.add(((Function<String, String>) registered(function)).apply("1 "));
			this.seen.add(((BiFunction<String, String, String>) registered(ofTwo)).apply("2", " "));
			((Consumer<String>) registered(consumer)).accept("3 ");
			((BiConsumer<String, String>) registered(ofBoth)).accept("4", " ");
			this.seen.add(((Supplier<String>) registered(supplier)).get());
			((Runnable) registered(this.task)).run();
			assertThat(current()).isEqualTo("other");
		}
		assertThat(this.seen).containsExactly("1 request", "2 request", "3 request", "4 request", "request", "request");
		Object once = registered(function);
		assertThat(in("other", () -> this.hooks.register(once, null))).isSameAs(once);
	}

	@Test
	void anObjectThatIsSeveralFunctionsStaysWhatItIs() {
		Object both = new Both();
		assertThat(registered(both)).isSameAs(both);
		assertThat(registered(UnaryOperator.identity())).isNotNull();
	}

	private Object registered(Object function) {
		return in("request", () -> this.hooks.register(function, null));
	}

	/**
	 * Returns the context in which a task runs.
	 */
	private Context in(Object running) {
		Context[] found = { Context.root() };
		Scope scope = ((CarriedTask) running).open();
		found[0] = Context.current();
		scope.close();
		return found[0];
	}

	private static <T> T in(String name, Supplier<T> action) {
		try (Scope scope = Context.root().with(NAME, name).makeCurrent()) {
			return action.get();
		}
	}

	private static String current() {
		String name = Context.current().get(NAME);
		return (name != null) ? name : "none";
	}

	private static final class OwnThread extends Thread {

	}

	private static final class Both implements Function<String, String>, Supplier<String> {

		@Override
		public String apply(String value) {
			return value;
		}

		@Override
		public String get() {
			return "";
		}

	}

}
