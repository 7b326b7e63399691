package io.github.tracingstarter.instrument.method;

import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.Callable;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which methods a pattern names, and which patterns there are.
 */
class MethodPatternTests {

	private static final String HERE = MethodPatternTests.class.getPackageName();

	@ParameterizedTest
	@ValueSource(strings = { "**", "io.github.**", "HERE.**", "HERE.*", "io.**.method.*", "io.**.github.**", "*",
			"Orders", "Ord*", "*ers", "*r*r*", "Outer$Orders", "*$Orders", "MethodPatternTests$Orders",
			"HERE.MethodPatternTests$Orders", "Orders#find", "*#find", "*Ord*#f*d", "HERE.**#find", "HERE.*#*",
			" Orders ", "Base", "Base#find", "Finder", "*inder#find", "HERE.*Finder#fi*" })
	void named(String pattern) {
		assertThat(matches(pattern)).as(pattern).isEqualTo(!pattern.startsWith("Outer"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "io.github.*", "io.github", "HERE", "com.example.**", "orders", "Order", "rders",
			"Orders#fin", "Orders#Find", "Orders#*x", "Other#find", "Unrelated", "Unrelated#find", "Callable",
			"Ordersx", "HERE.Orders", "*.Orders" })
	void notNamed(String pattern) {
		assertThat(matches(pattern)).as(pattern).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					Orders#a#b            | it has more than one '#'
					#find                 | it names no class
					Orders#               | there is no method behind its '#'
					com..Orders           | it has two dots in a row, or one at an end
					com.example.          | it has two dots in a row, or one at an end
					.Orders               | it has two dots in a row, or one at an end
					Orders[find]          | 'Orders[find]' is no name of a package, class or method, with or without asterisks
					find(..)              | 'find(' is no name of a package, class or method, with or without asterisks
					execution(* Orders)   | 'execution(* Orders)' is no name of a package, class or method, with or without asterisks
					Orders, Items         | 'Orders, Items' is no name of a package, class or method, with or without asterisks
					com/example/Orders    | 'com/example/Orders' is no name of a package, class or method, with or without asterisks
					Or**                  | two asterisks stand for packages only
					com.example.***       | two asterisks stand for packages only
					Orders#**             | two asterisks stand for packages only
					""")
	void malformed(String pattern, String reason) {
		assertThatExceptionOfType(InvalidTracingPropertyException.class)
			.isThrownBy(() -> MethodPattern.of("tracing.methods.include", pattern))
			.withMessage("tracing.methods.include=%s cannot be used because %s. Write patterns such as "
					+ "'com.example.orders.**', 'com.example.orders.*', 'OrderService' or '*Service#find*', separated by commas.",
					pattern, reason);
	}

	@ParameterizedTest
	@CsvSource({ "OrderService.findAll, OrderService#findAll",
			"com.example.OrderService.find*, com.example.OrderService#find*" })
	void aMethodBehindADotIsCorrected(String pattern, String better) {
		assertThatExceptionOfType(InvalidTracingPropertyException.class)
			.isThrownBy(() -> MethodPattern.of("tracing.methods.include", pattern))
			.withMessageContaining("and a method follows a '#'")
			.satisfies((ex) -> assertThat(ex.fix()).isEqualTo("Write '%s'.", better));
	}

	private static boolean matches(String pattern) {
		BeanTypes types = BeanTypes.of(new Orders());
		assertThat(types).isNotNull();
		Method find = ReflectionUtils.findMethod(Orders.class, "find", String.class);
		assertThat(types.methods()).contains(find).extracting(Method::getName).doesNotContain("toString", "equals");
		return MethodPatterns.of("key", List.of(pattern.replace("HERE", HERE))).match(types, find);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aProxyIsWhatItStandsFor(boolean ofClass) {
		ProxyFactory factory = new ProxyFactory(new Orders());
		factory.setProxyTargetClass(ofClass);
		BeanTypes types = BeanTypes.of(factory.getProxy());
		assertThat(types).isNotNull();
		assertThat(types.own()).isEqualTo(Orders.class);
	}

	interface Finder {

		String find(String key);

	}

	interface Unrelated {

		void other();

	}

	static class Base implements Unrelated {

		public String find(String key) {
			return key;
		}

		@Override
		public void other() {
		}

	}

	static class Orders extends Base implements Finder, Callable<String> {

		@Override
		public String find(String key) {
			return key + toString();
		}

		@Override
		public String call() {
			return "called";
		}

		@Override
		public String toString() {
			return "orders";
		}

	}

}
