package io.github.tracingstarter;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.tracingstarter.instrument.PrivateField;
import org.junit.jupiter.api.Test;

import org.springframework.amqp.rabbit.config.ContainerCustomizer;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.asm.ClassReader;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is looked up by name is known to a native image, or is not needed there.
 */
class RuntimeHintsTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.github.tracingstarter");

	/**
	 * The classes that look up members, resources or proxies by name. Adding a line is a
	 * decision: register a hint and test it, or do without what is not found.
	 */
	private static final Set<String> LOOKING = """
			configuration.KnownProperties
			export.ExportFailure
			export.sender.SenderPreference
			instrument.PrivateField
			instrument.ProxyClasses
			instrument.Spies
			instrument.ai.OpenAiCalls
			instrument.ai.ReasoningTokens
			instrument.annotation.AnnotationPostProcessor
			instrument.context.BootSchedulerPostProcessor
			instrument.context.ExecutorPostProcessor
			instrument.context.ExecutorProxies
			instrument.context.SpringAdapters
			instrument.context.SpringPools
			instrument.context.TaskClasses
			instrument.context.ThreadClasses
			instrument.faas.AzureWorker
			instrument.feign.FeignTracer
			instrument.fields.TracedFields
			instrument.hibernate.FlushIntegrator
			instrument.httpclient.TracedJdkClient
			instrument.jdbc.DataSourceUsers
			instrument.jdbc.DriverSubclass
			instrument.jdbc.InnerDataSources
			instrument.jdbc.InterfaceProxy
			instrument.jdbc.TracedPool
			instrument.jedis.TracedJedisFactory
			instrument.method.BeanTypes
			instrument.method.Obstacle
			instrument.method.SelfInvocations
			instrument.rabbitmq.RabbitObservation
			instrument.reactor.Coroutines
			instrument.reactor.ForeignSource
			instrument.restclient.RequestFactoryProxies
			instrument.restclient.TracedClient
			instrument.webflux.ExceptionRecorder
			instrument.woven.Agent
			ui.UiActivation
			ui.UiAssets
			ui.traces.SourceFiles
			""".lines().collect(Collectors.toUnmodifiableSet());

	/** The tag of a constant. */
	private static final int STRING = 8;

	private static final Set<String> MEMBERS = Set.of("findField", "findMethod", "doWithFields",
			"shallowCopyFieldState", "getDeclaredField", "getDeclaredFields", "getDeclaredMethod", "getDeclaredMethods",
			"getDeclaredConstructor", "getUniqueDeclaredMethods", "getMethod", "getMethods", "getField",
			"privateLookupIn", "publicLookup", "newProxyInstance", "getResource", "getResources", "getSystemResource",
			"load", "getResourceAsStream", "defineClass");

	private static final Set<String> TYPES = Set.of("forName", "resolveClassName", "isPresent", "loadClass");

	/**
	 * In a native image, nothing is woven, no agent is attached, no mocks are created,
	 * and nobody develops with it.
	 */
	private static final Pattern NEVER_NATIVE = Pattern
		.compile("java\\..*|io\\.github\\.tracingstarter\\..*|io\\.opentelemetry\\.javaagent\\..*|org\\.mockito\\..*"
				+ "|org\\.springframework\\.boot\\.devtools\\..*");

	private static final Pattern CLASS_NAME = Pattern.compile("[a-z0-9]+(\\.[a-z0-9_]+)+\\.[A-Z]\\w*");

	private static final Set<String> OWNERS = Set.of(Class.class.getName(), ClassLoader.class.getName(),
			MethodHandles.class.getName(), MethodHandles.Lookup.class.getName(), Proxy.class.getName(),
			"java.util.ServiceLoader", "org.springframework.util.ClassUtils", ReflectionUtils.class.getName(),
			"org.springframework.core.io.support.PathMatchingResourcePatternResolver",
			"org.springframework.core.io.support.ResourcePatternResolver");

	@Test
	void whoLooksForSomethingByItsNameIsKnown() {
		assertThat(callers(MEMBERS)).containsExactlyInAnyOrderElementsOf(LOOKING);
	}

	/**
	 * All class names in classes that look up classes.
	 */
	@Test
	void classesThatAreAskedForByTheirNamesAreKept() throws Exception {
		RuntimeHints hints = hints();
		Set<String> callers = callers(TYPES);
		Set<String> names = new TreeSet<>();
		for (JavaClass type : CLASSES) {
			if (callers.contains(topLevel(type))) {
				names.addAll(classNames(type.getName()));
			}
		}
		assertThat(names).contains("com.zaxxer.hikari.HikariDataSource", "org.slf4j.LoggerFactory");
		assertThat(names).allSatisfy(
				(name) -> assertThat(RuntimeHintsPredicates.reflection().onType(TypeReference.of(name))).as(name)
					.accepts(hints));
	}

	private static Set<String> callers(Set<String> methods) {
		Set<String> callers = new TreeSet<>();
		for (JavaClass type : CLASSES) {
			for (JavaMethodCall call : type.getMethodCallsFromSelf()) {
				if (OWNERS.contains(call.getTargetOwner().getName()) && methods.contains(call.getName())) {
					callers.add(topLevel(type));
				}
			}
		}
		return callers;
	}

	private static Set<String> classNames(String type) throws IOException {
		ClassReader reader = new ClassReader(type);
		char[] buffer = new char[reader.getMaxStringLength()];
		Set<String> names = new TreeSet<>();
		for (int i = 1; i < reader.getItemCount(); i++) {
			int offset = reader.getItem(i);
			if (offset > 0 && reader.readByte(offset - 1) == STRING) {
				String text = reader.readUTF8(offset, buffer);
				if (text != null && CLASS_NAME.matcher(text).matches() && !NEVER_NATIVE.matcher(text).matches()
						&& ClassUtils.isPresent(text, RuntimeHintsTests.class.getClassLoader())) {
					names.add(text);
				}
			}
		}
		return names;
	}

	private static String topLevel(JavaClass type) {
		String name = type.getName().substring("io.github.tracingstarter.".length());
		return (name.indexOf('$') < 0) ? name : name.substring(0, name.indexOf('$'));
	}

	@Test
	void privateFieldsAreKept() throws Exception {
		RuntimeHints hints = hints();
		List<Field> fields = new ArrayList<>();
		for (JavaClass type : CLASSES) {
			for (Field field : fields(type)) {
				if (Modifier.isStatic(field.getModifiers())) {
					privateFields(field).flatMap(RuntimeHintsTests::field).forEach(fields::add);
				}
			}
		}
		assertThat(fields).hasSizeGreaterThan(20);
		assertThat(fields).allSatisfy(
				(field) -> assertThat(RuntimeHintsPredicates.reflection().onFieldAccess(field)).as(field.toString())
					.accepts(hints));
	}

	private static Field[] fields(JavaClass type) {
		try {
			return type.reflect().getDeclaredFields();
		}
		catch (NoClassDefFoundError ex) {
			// Something optional or from another version.
			return new Field[0];
		}
	}

	private static Stream<PrivateField<?>> privateFields(Field field) throws IllegalAccessException {
		try {
			if (!field.getGenericType().getTypeName().contains(PrivateField.class.getName())) {
				return Stream.empty();
			}
			field.setAccessible(true);
			Object value = field.get(null);
			return (value instanceof Collection<?> all) ? all.stream().map(PrivateField.class::cast)
					: Stream.of((PrivateField<?>) value);
		}
		catch (NoClassDefFoundError | TypeNotPresentException ex) {
			// Something optional or from another version.
			return Stream.empty();
		}
	}

	private static Stream<Field> field(PrivateField<?> field) {
		try {
			Field member = PrivateField.class.getDeclaredField("field");
			member.setAccessible(true);
			return Stream.ofNullable((Field) member.get(field));
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void whatIsReadCalledAndImplementedIsKept() throws Exception {
		RuntimeHints hints = hints();
		for (String file : new String[] { "index.html", "app.js", "app.css", "lit-html.js", "trace.js" }) {
			assertThat(RuntimeHintsPredicates.resource().forResource("META-INF/tracing-ui/" + file)).accepts(hints);
		}
		assertThat(RuntimeHintsPredicates.resource()
			.forResource("META-INF/services/io.opentelemetry.sdk.common.export.HttpSenderProvider")).accepts(hints);
		assertThat(RuntimeHintsPredicates.resource().forResource("META-INF/services/com.example.Other")).rejects(hints);
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(ContainerCustomizer.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(HttpClient.class, "newWebSocketBuilder"))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation("reactor.core.publisher.OptimizableOperator", "subscribeOrReturn")).accepts(hints);
		for (Class<?> type = SimpleAsyncTaskScheduler.class; type != Object.class; type = type.getSuperclass()) {
			for (Field field : type.getDeclaredFields()) {
				if (!Modifier.isStatic(field.getModifiers())) {
					assertThat(RuntimeHintsPredicates.reflection().onFieldAccess(field)).as(field.toString())
						.accepts(hints);
				}
			}
		}
	}

	/**
	 * Returns all hints, as in an application that has every library.
	 */
	private static RuntimeHints hints() throws Exception {
		RuntimeHints hints = new RuntimeHints();
		for (RuntimeHintsRegistrar registrar : registrars()) {
			registrar.registerHints(hints, RuntimeHintsTests.class.getClassLoader());
		}
		return hints;
	}

	private static List<RuntimeHintsRegistrar> registrars() throws Exception {
		List<RuntimeHintsRegistrar> registrars = new ArrayList<>();
		for (JavaClass type : CLASSES) {
			if (type.isAssignableTo(RuntimeHintsRegistrar.class)) {
				Constructor<?> constructor = type.reflect().getDeclaredConstructor();
				constructor.setAccessible(true);
				registrars.add((RuntimeHintsRegistrar) constructor.newInstance());
			}
		}
		return registrars;
	}

	@Test
	void eachRegistrarIsAsked() throws Exception {
		Set<Class<?>> asked = new HashSet<>();
		for (JavaClass type : CLASSES) {
			if (type.isAnnotatedWith(ImportRuntimeHints.class)) {
				asked.addAll(List.of(type.reflect().getAnnotation(ImportRuntimeHints.class).value()));
			}
		}
		SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
			.load(RuntimeHintsRegistrar.class)
			.forEach((registrar) -> asked.add(registrar.getClass()));
		assertThat(registrars()).extracting((registrar) -> (Object) registrar.getClass())
			.isNotEmpty()
			.isSubsetOf(asked);
	}

}
