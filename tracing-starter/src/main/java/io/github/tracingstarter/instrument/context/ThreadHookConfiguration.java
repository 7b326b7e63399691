package io.github.tracingstarter.instrument.context;

import java.util.List;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.WovenHook;
import io.github.tracingstarter.instrument.WovenHooks;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;

/**
 * The thread hooks, under the names by which the agent looks them up.
 */
@ConditionalOnTracing("context")
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
class ThreadHookConfiguration {

	@Bean
	@Lazy
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WovenHooks tracingThreadHooks(BeanFactory beans) {
		List<String> packages = AutoConfigurationPackages.has(beans) ? AutoConfigurationPackages.get(beans) : List.of();
		ThreadHooks hooks = new ThreadHooks(new TaskClasses(packages), ThreadClasses::change);
		List<WovenHook> all = List.of(new ThreadHook("execute", "thread pools", hooks::execute),
				new ThreadHook("schedule", "thread pools", hooks::schedule),
				new ThreadHook("reject", "thread pools", hooks::reject),
				new ThreadHook("run", "thread pools", hooks::run),
				new ThreadHook("startWorker", "thread pools", hooks::startWorker),
				new ThreadHook("fork", "ForkJoinPool and parallel streams", hooks::fork),
				new ThreadHook("scheduleFork", "ForkJoinPool and parallel streams", hooks::scheduleFork),
				new ThreadHook("runForked", "ForkJoinPool and parallel streams", hooks::runForked),
				new ThreadHook("start", ThreadHook.THREADS, hooks::start),
				new ThreadHook("runStarted", ThreadHook.THREADS, hooks::runStarted),
				new ThreadHook("runThread", ThreadHook.THREADS, hooks::runThread),
				new ThreadHook("scheduleTimer", "timers", hooks::scheduleTimer),
				new ThreadHook("runTimer", "timers", hooks::runTimer),
				new ThreadHook("register", "CompletableFuture", hooks::register),
				new ThreadHook("supply", "CompletableFuture", hooks::supply));
		return () -> all;
	}

}
