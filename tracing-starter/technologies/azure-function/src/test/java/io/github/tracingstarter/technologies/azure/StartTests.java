package io.github.tracingstarter.technologies.azure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;

import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.QueueTrigger;
import com.microsoft.azure.functions.spi.inject.FunctionInstanceInjector;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What the middleware does before there is an application, and if none ever starts. Each
 * test has the middleware of a process of its own.
 */
class StartTests {

	private final AtomicInteger instances = new AtomicInteger();

	private Worker worker(FunctionInstanceInjector injector) throws Exception {
		Worker worker = new Worker(new OwnMiddleware(), injector);
		worker.load(Functions.class.getName());
		assertThat(worker.middlewares()).hasSize(2);
		return worker;
	}

	@Test
	void applicationThatDoesNotStartFailsAsWithoutTheStarter() throws Exception {
		Exception failure = new Exception("The database is not there");
		try (Worker worker = worker(new FailingInstances(failure, this.instances))) {
			assertThat(catchThrowable(() -> worker.invoke(Trigger.text("instance", "item", "a")))).isSameAs(failure);
			assertThat(this.instances).hasValue(1);
			assertThat(catchThrowable(() -> worker.invoke(Trigger.text("instance", "item", "b")))).isSameAs(failure);
			assertThat(this.instances).hasValue(2);
		}
	}

	@Test
	void instanceIsFetchedOnceMoreIfNothingIsTraced() throws Exception {
		try (Worker worker = worker(new CountedInstances(this.instances))) {
			assertThat(worker.invoke(Trigger.text("instance", "item", "a"))).isEqualTo("a");
			assertThat(this.instances).hasValue(2);
			assertThat(worker.invoke(Trigger.text("instance", "item", "b"))).isEqualTo("b");
			assertThat(this.instances).hasValue(3);
		}
	}

	@Test
	void noInstanceIsFetchedForAStaticFunction() throws Exception {
		try (Worker worker = worker(new CountedInstances(this.instances))) {
			assertThat(worker.invoke(Trigger.text("static", "item", "a"))).isEqualTo("a");
			assertThat(this.instances).hasValue(0);
		}
	}

	/**
	 * Functions that know nothing of Spring.
	 */
	public static class Functions {

		@FunctionName("instance")
		public String ofAnInstance(
				@QueueTrigger(name = "item", queueName = "items", connection = "Storage") String item) {
			return item;
		}

		@FunctionName("static")
		public static String ofNone(
				@QueueTrigger(name = "item", queueName = "items", connection = "Storage") String item) {
			return item;
		}

	}

	private record FailingInstances(Exception failure, AtomicInteger calls) implements FunctionInstanceInjector {

		@Override
		public <T> T getInstance(Class<T> type) throws Exception {
			this.calls.incrementAndGet();
			throw this.failure;
		}

	}

	private record CountedInstances(AtomicInteger calls) implements FunctionInstanceInjector {

		@Override
		public <T> T getInstance(Class<T> type) throws Exception {
			this.calls.incrementAndGet();
			return type.getDeclaredConstructor().newInstance();
		}

	}

	/**
	 * Defines the middleware again.
	 */
	private static final class OwnMiddleware extends ClassLoader {

		OwnMiddleware() {
			super(StartTests.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (!name.startsWith("io.github.tracingstarter.instrument.faas.")) {
				return super.loadClass(name, resolve);
			}
			synchronized (getClassLoadingLock(name)) {
				Class<?> loaded = findLoadedClass(name);
				return (loaded != null) ? loaded : define(name);
			}
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
				if (file == null) {
					throw new ClassNotFoundException(name);
				}
				byte[] bytes = file.readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
