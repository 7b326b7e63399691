package io.github.tracingstarter.instrument.woven;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import io.github.tracingstarter.instrument.WovenHook;
import io.github.tracingstarter.instrument.WovenHooks;
import io.github.tracingstarter.report.TracingReport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Hooks with an agent that only stores them. The agent itself is tested in its module.
 */
@ExtendWith(OutputCaptureExtension.class)
class HookInstallerTests {

	private final Keeping agent = new Keeping();

	private final List<String> happened = this.agent.happened;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withBean(TracingReport.class, () -> BeanUtils.instantiateClass(TracingReport.class))
		.withBean(Keeping.class, () -> this.agent)
		.withUserConfiguration(Application.class);

	@Test
	void hooksAreThereBeforeTheFirstBeanUntilTheContextIsClosed() {
		this.runner.run((context) -> {
			assertThat(this.happened).containsExactly("installed [first, second]", "second true", "first true", "bean");
			assertThat(this.agent.hooks.get("second").apply("object", "self")).isEqualTo("second object self");
			assertThat(context.getBean(TracingReport.class).entries())
				.filteredOn((entry) -> entry.instrumentation().equals("agent"))
				.extracting(TracingReport.Entry::subject)
				.containsExactly("what is first", "what is second");
		});
		assertThat(this.happened).containsExactly("installed [first, second]", "second true", "first true", "bean",
				"second false", "first false", "removed");
	}

	@Test
	void noneWhereTheyAreTurnedOff() {
		this.runner.withPropertyValues("tracing.weaving.enabled=false")
			.run((context) -> assertThat(this.happened).containsExactly("bean"));
	}

	@Test
	void noneWithoutTheAgent() {
		this.agent.present = false;
		this.runner.run((context) -> assertThat(this.happened).containsExactly("bean"));
	}

	@Test
	void noneThatAnAgentRefuses(CapturedOutput output) {
		this.agent.refuses = true;
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(this.happened).containsExactly("bean");
			assertThat(context.getBean(TracingReport.class).entries()).isEmpty();
		});
		assertThat(output).contains("The agent cannot change the classes of the JDK and of libraries. "
				+ "What needs that is traced as without the agent.");
	}

	@Test
	void theAgentIsLookedForInTheClassLoaderOfTheSystem() throws Exception {
		assertThat(new Agent().isPresent()).isFalse();
		assertThat(new Agent().install(Map.of())).isNull();
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		static BeanFactoryPostProcessor installer(Keeping agent, ObjectProvider<WovenHooks> hooks,
				ObjectProvider<TracingReport> report) {
			return new HookInstaller(agent, hooks, report);
		}

		@Bean
		static WovenHook second(Keeping agent) {
			return new Named("second", agent.happened);
		}

		@Bean
		static WovenHook first(Keeping agent) {
			return new Named("first", agent.happened);
		}

		@Bean
		InitializingBean bean(Keeping agent) {
			return () -> agent.happened.add("bean");
		}

	}

	private record Named(String name, List<String> happened) implements WovenHook {

		@Override
		public String subject() {
			return "what is %s".formatted(this.name);
		}

		@Override
		public void installed(boolean installed) {
			this.happened.add("%s %s".formatted(this.name, installed));
		}

		@Override
		public Object call(@Nullable Object object, @Nullable Object self) {
			return "%s %s %s".formatted(this.name, object, self);
		}

	}

	private static final class Keeping extends Agent {

		private Map<String, BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>> hooks = Map.of();

		private final List<String> happened = new ArrayList<>();

		private boolean present = true;

		private boolean refuses;

		@Override
		boolean isPresent() {
			return this.present;
		}

		@Override
		AutoCloseable install(Map<String, BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>> hooks) {
			if (this.refuses) {
				throw new IllegalStateException("refused");
			}
			this.hooks = hooks;
			this.happened.add("installed " + hooks.keySet());
			return () -> this.happened.add("removed");
		}

	}

}
