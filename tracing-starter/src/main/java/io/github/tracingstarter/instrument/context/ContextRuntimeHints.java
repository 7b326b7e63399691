package io.github.tracingstarter.instrument.context;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;
import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.util.CustomizableThreadCreator;

/**
 * Runtime hints for {@link SpringPools}, {@link SpringAdapters} and
 * {@link BootSchedulerPostProcessor} in a native image.
 */
class ContextRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		for (Class<?> type : new Class<?>[] { ExecutorConfigurationSupport.class, ThreadPoolTaskExecutor.class,
				ThreadPoolTaskScheduler.class, SimpleAsyncTaskExecutor.class, ConcurrentTaskScheduler.class,
				TaskExecutorAdapter.class, SimpleApplicationEventMulticaster.class, SimpleAsyncTaskScheduler.class,
				CustomizableThreadCreator.class }) {
			hints.reflection()
				.registerType(type, MemberCategory.ACCESS_DECLARED_FIELDS, MemberCategory.INVOKE_DECLARED_METHODS);
		}
		hints.reflection()
			.registerType(TypeReference.of(SpringPools.LIFECYCLE_TYPE), MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
	}

}
