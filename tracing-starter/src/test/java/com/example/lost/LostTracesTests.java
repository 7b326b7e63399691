package com.example.lost;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Statements on threads to which no trace is passed. The package is that of an
 * application.
 */
@ExtendWith(OutputCaptureExtension.class)
class LostTracesTests {

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void theFirstStatementOutsideAnyTraceIsNamedWithItsLine(boolean traced, CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = run("tracing.jdbc.without-parent=" + traced)) {
			Runnable task = () -> ask(context);
			// Waiting for the task itself would run it on this thread.
			CountDownLatch done = new CountDownLatch(1);
			ForkJoinPool.commonPool().execute(() -> {
				task.run();
				done.countDown();
			});
			assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
			Thread thread = new Thread(task);
			thread.start();
			thread.join();
			assertThat(output).containsPattern(Pattern.compile(
					"Was a trace lost here\\? '[^']+' belongs to none, at com\\.example\\.lost\\.LostTracesTests\\.ask\\(LostTracesTests\\.java:\\d+\\)\\. "
							+ "It ran on 'ForkJoinPool\\.commonPool-worker-\\d+', a thread of the common pool"));
			assertThat(output.getOut().split("Was a trace lost here", -1)).hasSize(2);
		}
		assertThat(output).contains("2 statements and calls belonged to no trace");
	}

	@Test
	void aThreadThatWasMadeByHandIsNamed(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = run()) {
			Thread thread = new Thread(() -> ask(context));
			thread.start();
			thread.join();
			assertThat(output).contains("a thread that was started without an executor");
		}
		assertThat(output).doesNotContain("belonged to no trace");
	}

	@Test
	void taskThatAnotherOneForkedIsNamed(CapturedOutput output) throws Exception {
		ForkJoinPool pool = new ForkJoinPool(2);
		try (ConfigurableApplicationContext context = run()) {
			// The thread that forks waits without joining, so that the other one takes
			// the task.
			CountDownLatch done = new CountDownLatch(1);
			pool.submit(() -> {
				ForkJoinTask.adapt(() -> {
					ask(context);
					done.countDown();
				}).fork();
				return done.await(5, TimeUnit.SECONDS);
			}).get();
			assertThat(output).contains("a thread of a ForkJoinPool, where tasks that others fork");
		}
		finally {
			pool.shutdownNow();
		}
	}

	@Test
	void threadsOfPoolsAndThoseWithNamesAreNotNamed(CapturedOutput output) throws Exception {
		ExecutorService pool = Executors.newSingleThreadExecutor();
		try (ConfigurableApplicationContext context = run()) {
			ask(context);
			pool.submit(() -> ask(context)).get();
			Thread thread = new Thread(() -> ask(context), "poller");
			thread.start();
			thread.join();
		}
		finally {
			pool.shutdownNow();
		}
		assertThat(output).doesNotContain("Was a trace lost here");
	}

	private static void ask(ConfigurableApplicationContext context) {
		assertThat(context.getBean(JdbcTemplate.class).queryForObject("select 1", Integer.class)).isOne();
	}

	private static ConfigurableApplicationContext run(String... properties) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("tracing.exporters=none", "tracing.ui.enabled=false")
			.properties(properties)
			.run();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
