package io.github.tracingstarter.instrument.woven;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import io.github.tracingstarter.instrument.WovenHook;
import io.github.tracingstarter.instrument.WovenHooks;
import io.github.tracingstarter.report.TracingReport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Installs the hooks before the application's first bean is created, and removes them
 * when the application context is closed.
 */
final class HookInstaller implements BeanFactoryPostProcessor, EnvironmentAware, DisposableBean {

	static final String INSTRUMENTATION = "agent";

	private static final Log logger = LogFactory.getLog(HookInstaller.class);

	private final Agent agent;

	private final ObjectProvider<WovenHooks> hooks;

	private final ObjectProvider<TracingReport> report;

	private @Nullable Environment environment;

	private @Nullable AutoCloseable installed;

	private List<WovenHook> called = List.of();

	HookInstaller(Agent agent, ObjectProvider<WovenHooks> hooks, ObjectProvider<TracingReport> report) {
		this.agent = agent;
		this.hooks = hooks;
		this.report = report;
	}

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		if (!this.agent.isPresent() || !isOn()) {
			return;
		}
		try {
			List<WovenHook> all = this.hooks.stream().flatMap((some) -> some.hooks().stream()).toList();
			this.installed = this.agent.install(byName(all));
			if (this.installed != null) {
				this.called = all;
				all.forEach((hook) -> hook.installed(true));
				Stream<String> subjects = all.stream().map(WovenHook::subject).distinct().sorted();
				this.report
					.ifAvailable((target) -> subjects.forEach((subject) -> target.traced(INSTRUMENTATION, subject)));
			}
		}
		catch (Exception | LinkageError ex) {
			logger.warn("The agent cannot change the classes of the JDK and of libraries. "
					+ "What needs that is traced as without the agent.", ex);
		}
	}

	/**
	 * Reads the switch here, because a condition would be evaluated ahead of time.
	 */
	private boolean isOn() {
		return this.environment == null || this.environment.getProperty("tracing.weaving.enabled", Boolean.class, true);
	}

	private Map<String, BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>> byName(
			List<WovenHook> hooks) {
		Map<String, BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>> byName = new TreeMap<>();
		hooks.forEach((hook) -> byName.put(hook.name(), hook.function()));
		return byName;
	}

	@Override
	public void destroy() throws Exception {
		if (this.installed != null) {
			this.called.forEach((hook) -> hook.installed(false));
			this.installed.close();
		}
	}

}
