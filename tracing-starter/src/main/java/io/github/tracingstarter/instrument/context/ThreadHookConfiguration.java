package io.github.tracingstarter.instrument.context;

import java.util.List;

import io.github.tracingstarter.instrument.WovenHook;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;

/**
 * The hooks of threads, by the names under which the agent looks for them.
 */
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
class ThreadHookConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static ThreadHooks tracingThreadHooks(BeanFactory beans) {
		List<String> packages = AutoConfigurationPackages.has(beans) ? AutoConfigurationPackages.get(beans) : List.of();
		return new ThreadHooks(new TaskClasses(packages), ThreadClasses::change);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingExecuteHook(ThreadHooks hooks) {
		return new ThreadHook("execute", "thread pools", hooks::execute);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingScheduleHook(ThreadHooks hooks) {
		return new ThreadHook("schedule", "thread pools", hooks::schedule);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingRejectHook(ThreadHooks hooks) {
		return new ThreadHook("reject", "thread pools", hooks::reject);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingRunHook(ThreadHooks hooks) {
		return new ThreadHook("run", "thread pools", hooks::run);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingStartWorkerHook(ThreadHooks hooks) {
		return new ThreadHook("startWorker", "thread pools", hooks::startWorker);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingForkHook(ThreadHooks hooks) {
		return new ThreadHook("fork", "ForkJoinPool and parallel streams", hooks::fork);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingScheduleForkHook(ThreadHooks hooks) {
		return new ThreadHook("scheduleFork", "ForkJoinPool and parallel streams", hooks::scheduleFork);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingRunForkedHook(ThreadHooks hooks) {
		return new ThreadHook("runForked", "ForkJoinPool and parallel streams", hooks::runForked);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingStartHook(ThreadHooks hooks) {
		return new ThreadHook("start", ThreadHook.THREADS, hooks::start);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingRunStartedHook(ThreadHooks hooks) {
		return new ThreadHook("runStarted", ThreadHook.THREADS, hooks::runStarted);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingRunThreadHook(ThreadHooks hooks) {
		return new ThreadHook("runThread", ThreadHook.THREADS, hooks::runThread);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingScheduleTimerHook(ThreadHooks hooks) {
		return new ThreadHook("scheduleTimer", "timers", hooks::scheduleTimer);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingRunTimerHook(ThreadHooks hooks) {
		return new ThreadHook("runTimer", "timers", hooks::runTimer);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingRegisterHook(ThreadHooks hooks) {
		return new ThreadHook("register", "CompletableFuture", hooks::register);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingSupplyHook(ThreadHooks hooks) {
		return new ThreadHook("supply", "CompletableFuture", hooks::supply);
	}

}
