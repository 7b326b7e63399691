package io.github.tracingstarter.instrument.woven;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

import io.github.tracingstarter.instrument.WovenHook;
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
 * Installs the hooks before the first bean of the application is created, and removes
 * them with the application context. The agent is found by name, in the class loader of
 * the system: no library has it.
 */
final class HookInstaller implements BeanFactoryPostProcessor, EnvironmentAware, DisposableBean {

	private static final String AGENT = "io.github.tracingstarter.agent.weaver.Weaving";

	private static final Log logger = LogFactory.getLog(HookInstaller.class);

	private final ObjectProvider<WovenHook> hooks;

	private @Nullable Environment environment;

	private @Nullable AutoCloseable installed;

	HookInstaller(ObjectProvider<WovenHook> hooks) {
		this.hooks = hooks;
	}

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		Method install = install();
		if (install == null || !isOn()) {
			return;
		}
		try {
			this.installed = (AutoCloseable) install.invoke(null, byName());
		}
		catch (IllegalAccessException | InvocationTargetException | RuntimeException | LinkageError ex) {
			logger.warn("The agent cannot change the classes of the JDK and of libraries. "
					+ "What needs that is traced as without the agent.", ex);
		}
	}

	/**
	 * Not a condition, which would be evaluated ahead of time.
	 */
	private boolean isOn() {
		return this.environment == null || this.environment.getProperty("tracing.weaving.enabled", Boolean.class, true);
	}

	private static @Nullable Method install() {
		try {
			return Class.forName(AGENT, true, ClassLoader.getSystemClassLoader()).getMethod("install", Map.class);
		}
		catch (ClassNotFoundException | NoSuchMethodException | LinkageError ex) {
			return null;
		}
	}

	private Map<String, BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>> byName() {
		Map<String, BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>> byName = new HashMap<>();
		this.hooks.forEach((hook) -> byName.put(hook.name(), hook::call));
		return byName;
	}

	@Override
	public void destroy() throws Exception {
		if (this.installed != null) {
			this.installed.close();
		}
	}

}
