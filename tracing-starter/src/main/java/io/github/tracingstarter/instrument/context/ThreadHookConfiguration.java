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
		return new ThreadHook("execute", hooks::execute);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingScheduleHook(ThreadHooks hooks) {
		return new ThreadHook("schedule", hooks::schedule);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingRejectHook(ThreadHooks hooks) {
		return new ThreadHook("reject", hooks::reject);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingRunHook(ThreadHooks hooks) {
		return new ThreadHook("run", hooks::run);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingStartWorkerHook(ThreadHooks hooks) {
		return new ThreadHook("startWorker", hooks::startWorker);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingForkHook(ThreadHooks hooks) {
		return new ThreadHook("fork", hooks::fork);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingScheduleForkHook(ThreadHooks hooks) {
		return new ThreadHook("scheduleFork", hooks::scheduleFork);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingRunForkedHook(ThreadHooks hooks) {
		return new ThreadHook("runForked", hooks::runForked);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingStartHook(ThreadHooks hooks) {
		return new ThreadHook("start", hooks::start);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingRunStartedHook(ThreadHooks hooks) {
		return new ThreadHook("runStarted", hooks::runStarted);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingRunThreadHook(ThreadHooks hooks) {
		return new ThreadHook("runThread", hooks::runThread);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingScheduleTimerHook(ThreadHooks hooks) {
		return new ThreadHook("scheduleTimer", hooks::scheduleTimer);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingRunTimerHook(ThreadHooks hooks) {
		return new ThreadHook("runTimer", hooks::runTimer);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingRegisterHook(ThreadHooks hooks) {
		return new ThreadHook("register", hooks::register);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHook tracingSupplyHook(ThreadHooks hooks) {
		return new ThreadHook("supply", hooks::supply);
	}

}
