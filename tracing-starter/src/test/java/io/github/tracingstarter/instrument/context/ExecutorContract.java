package io.github.tracingstarter.instrument.context;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.support.TaskExecutorAdapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The contract for every kind of executor that carries a trace.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ExecutorContract {

	private ConfigurableApplicationContext context;

	private AsyncTaskExecutor executor;

	/**
	 * Starts an application that has such an executor.
	 * @return the application
	 */
	abstract ConfigurableApplicationContext start();

	/**
	 * Returns the name of the executor.
	 * @return the name of a bean
	 */
	abstract String name();

	@BeforeAll
	void startApplication() {
		this.context = start();
		Executor bean = this.context.getBean(name(), Executor.class);
		this.executor = (bean instanceof AsyncTaskExecutor async) ? async : new TaskExecutorAdapter(bean);
	}

	@AfterAll
	void stopApplication() {
		this.context.close();
	}

	AsyncTaskExecutor executor() {
		return this.executor;
	}

	@Test
	void eachWayToHandOverATaskCarriesTheTrace() throws Exception {
		List<String> traces = new ArrayList<>();
		CompletableFuture<String> executed = new CompletableFuture<>();
		CompletableFuture<String> submitted = new CompletableFuture<>();
		try (Caller caller = new Caller(this.context)) {
			this.executor.execute(() -> executed.complete(Caller.currentTrace()));
			traces.add(executed.get());
			this.executor.submit(() -> {
				submitted.complete(Caller.currentTrace());
			}).get();
			traces.add(submitted.get());
			traces.add(this.executor.submit(Caller::currentTrace).get());
			traces.add(this.executor.submitCompletable(Caller::currentTrace).get());
			traces.add(CompletableFuture.supplyAsync(Caller::currentTrace, this.executor).get());
			traces.add(CompletableFuture.completedFuture("none")
				.thenApplyAsync((none) -> Caller.currentTrace(), this.executor)
				.thenApplyAsync((first) -> first.equals(Caller.currentTrace()) ? first : "another", this.executor)
				.get());
			assertThat(traces).containsOnly(caller.traceId());
			assertThat(Caller.currentTrace()).isEqualTo(caller.traceId());
		}
		assertThat(this.executor.submit(Caller::currentTrace).get()).isEqualTo("none");
	}

	@Test
	void aThreadKeepsNothingOfATaskThatFails() throws Exception {
		try (Caller caller = new Caller(this.context)) {
			this.executor.execute(() -> {
				throw new IllegalStateException("in " + caller.traceId());
			});
		}
		assertThat(this.executor.submit(Caller::currentTrace).get()).isEqualTo("none");
	}

	@Test
	void theFailureOfATaskIsTheOneThatWasThrown() throws Exception {
		IllegalStateException mine = new IllegalStateException("mine");
		try (Caller caller = new Caller(this.context)) {
			assertThat(caller.traceId()).hasSize(32);
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> this.executor.submit(() -> {
				throw mine;
			}).get()).havingRootCause().isSameAs(mine);
		}
	}

}
