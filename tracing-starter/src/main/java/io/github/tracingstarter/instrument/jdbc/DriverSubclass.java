package io.github.tracingstarter.instrument.jdbc;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.asm.ClassWriter;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.Type;
import org.springframework.objenesis.SpringObjenesis;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A subclass of a driver's connection class, for applications that cast to that class.
 * Its JDBC methods call the traced connection, and all others the driver's own. The
 * fields of the driver's connection are copied, because final methods and the driver
 * itself read them.
 */
final class DriverSubclass {

	/** For connections that can be cast to a class that cannot be extended. */
	static final DriverSubclass IMPOSSIBLE = new DriverSubclass();

	private static final Log logger = LogFactory.getLog(DriverSubclass.class);

	private static final String UNTRACED = "Connections of the class %s are not traced: applications may cast to it, "
			+ "and it cannot be extended%s. Put a connection pool such as HikariCP in front to have them traced";

	private static final String TRACED = "tracedConnection";

	private static final String TARGET = "driversConnection";

	/** Each application context has its own subclass. */
	private static final AtomicInteger NUMBERS = new AtomicInteger();

	private static final SpringObjenesis OBJENESIS = new SpringObjenesis();

	private final @Nullable Class<?> type;

	private final @Nullable Field traced;

	private final @Nullable Field target;

	private final List<Field> copied;

	private DriverSubclass() {
		this.type = null;
		this.traced = null;
		this.target = null;
		this.copied = List.of();
	}

	private DriverSubclass(Class<?> superclass) throws IllegalAccessException, NoSuchFieldException {
		this.type = MethodHandles.lookup().defineClass(generate(superclass));
		this.traced = this.type.getDeclaredField(TRACED);
		this.target = this.type.getDeclaredField(TARGET);
		List<Field> fields = new ArrayList<>();
		ReflectionUtils.doWithFields(superclass, fields::add, (field) -> !Modifier.isStatic(field.getModifiers()));
		fields.forEach((field) -> field.setAccessible(true));
		this.copied = List.copyOf(fields);
	}

	/**
	 * Determines whether a connection needs a subclass.
	 * @param connection the driver's connection, or a pool's
	 * @return the subclass; null if no code casts the connection to a class;
	 * {@link #IMPOSSIBLE} if a cast would fail
	 */
	static @Nullable DriverSubclass of(Connection connection) {
		Class<?> superclass = castable(connection.getClass());
		if (superclass == null) {
			return null;
		}
		String reason = "";
		if (!Modifier.isFinal(superclass.getModifiers())) {
			try {
				return new DriverSubclass(superclass);
			}
			catch (ReflectiveOperationException | RuntimeException | LinkageError ex) {
				reason = " (" + ex + ')';
			}
		}
		if (!isDriversOwn(connection)) {
			return null;
		}
		logger.info(UNTRACED.formatted(superclass.getName(), reason));
		return IMPOSSIBLE;
	}

	/**
	 * Returns whether the connection is a driver's own. A pool's wrapper that cannot be
	 * extended is not meant to be visible.
	 */
	private static boolean isDriversOwn(Connection connection) {
		try {
			return connection.unwrap(Connection.class) == connection;
		}
		catch (SQLException | RuntimeException | LinkageError ex) {
			return false;
		}
	}

	/**
	 * Returns the class to which an application may cast a connection. It is public, and
	 * has public methods that no interface of the connection has, or methods that cannot
	 * be listed because the driver needs a missing class for some of them.
	 */
	private static @Nullable Class<?> castable(Class<?> type) {
		Class<?> candidate = type;
		while (candidate != null && !Modifier.isPublic(candidate.getModifiers())) {
			candidate = candidate.getSuperclass();
		}
		if (candidate == null || Proxy.isProxyClass(candidate) || !Connection.class.isAssignableFrom(candidate)
				|| !ClassUtils.isVisible(candidate, DriverSubclass.class.getClassLoader())) {
			return null;
		}
		try {
			return hasMoreMethods(candidate, ClassUtils.getAllInterfacesForClassAsSet(type)) ? candidate : null;
		}
		catch (LinkageError ex) {
			return candidate;
		}
	}

	private static boolean hasMoreMethods(Class<?> type, Set<Class<?>> interfaces) {
		for (Method method : type.getMethods()) {
			if (!Modifier.isStatic(method.getModifiers()) && !isKnown(method, interfaces)) {
				return true;
			}
		}
		return false;
	}

	private static boolean isKnown(Method method, Set<Class<?>> interfaces) {
		return method.isBridge() || ClassUtils.hasMethod(Object.class, method.getName(), method.getParameterTypes())
				|| interfaces.stream()
					.anyMatch((known) -> ClassUtils.hasMethod(known, method.getName(), method.getParameterTypes()));
	}

	/**
	 * Creates an instance of the subclass.
	 * @param connection the driver's connection
	 * @param proxy the traced connection, which calls the other one
	 * @return the connection for the application
	 * @throws IllegalAccessException if a field cannot be copied
	 */
	Connection create(Connection connection, Connection proxy) throws IllegalAccessException {
		Assert.state(this.type != null && this.traced != null && this.target != null, "There is no subclass");
		// Without calling a constructor, because that of a driver opens a connection.
		Object object = OBJENESIS.newInstance(this.type, true);
		for (Field field : this.copied) {
			field.set(object, field.get(connection));
		}
		this.traced.set(object, proxy);
		this.target.set(object, connection);
		return (Connection) object;
	}

	private static byte[] generate(Class<?> superclass) {
		String name = DriverSubclass.class.getName().replace('.', '/') + "$$" + superclass.getSimpleName()
				+ NUMBERS.incrementAndGet();
		Type driver = Type.getType(superclass);
		ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
		writer.visit(Opcodes.V1_8, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC, name, null,
				driver.getInternalName(), new String[] { Type.getInternalName(TracedDriverConnection.class) });
		writer.visitField(0, TRACED, Type.getDescriptor(Connection.class), null, null).visitEnd();
		writer.visitField(0, TARGET, driver.getDescriptor(), null, null).visitEnd();
		Type traced = Type.getType(Connection.class);
		method(writer, Opcodes.ACC_PUBLIC, TracedDriverConnection.class.getMethods()[0], (code) -> {
			code.visitVarInsn(Opcodes.ALOAD, 0);
			code.visitFieldInsn(Opcodes.GETFIELD, name, TRACED, traced.getDescriptor());
		});
		// The superclass' method would close the connection, which is still in use.
		method(writer, Opcodes.ACC_PROTECTED, ReflectionUtils.findMethod(Object.class, "finalize"), (code) -> {
		});
		for (Method method : methods(superclass)) {
			boolean jdbc = isOfJdbc(method);
			method(writer, Opcodes.ACC_PUBLIC, method, (code) -> {
				code.visitVarInsn(Opcodes.ALOAD, 0);
				code.visitFieldInsn(Opcodes.GETFIELD, name, jdbc ? TRACED : TARGET,
						(jdbc ? traced : driver).getDescriptor());
				arguments(code, method);
				code.visitMethodInsn(jdbc ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL,
						(jdbc ? traced : driver).getInternalName(), method.getName(), Type.getMethodDescriptor(method),
						jdbc);
			});
		}
		writer.visitEnd();
		return writer.toByteArray();
	}

	private static void arguments(MethodVisitor code, Method method) {
		int local = 1;
		for (Class<?> parameter : method.getParameterTypes()) {
			Type type = Type.getType(parameter);
			code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), local);
			local += type.getSize();
			if (TracedObject.isOfJdbc(parameter)) {
				code.visitMethodInsn(Opcodes.INVOKESTATIC, Type.getInternalName(TracedObject.class), "real",
						"(Ljava/lang/Object;)Ljava/lang/Object;", false);
				code.visitTypeInsn(Opcodes.CHECKCAST, type.getInternalName());
			}
		}
	}

	private static void method(ClassWriter writer, int access, @Nullable Method method, Body body) {
		if (method == null) {
			return;
		}
		MethodVisitor code = writer.visitMethod(access, method.getName(), Type.getMethodDescriptor(method), null,
				Arrays.stream(method.getExceptionTypes()).map(Type::getInternalName).toArray(String[]::new));
		code.visitCode();
		body.write(code);
		code.visitInsn(Type.getReturnType(method).getOpcode(Opcodes.IRETURN));
		code.visitMaxs(0, 0);
		code.visitEnd();
	}

	/**
	 * Returns the public methods that can be overridden, once for each return type,
	 * because those are different methods for the JVM.
	 */
	private static Iterable<Method> methods(Class<?> superclass) {
		Map<String, Method> methods = new LinkedHashMap<>();
		for (Method method : superclass.getMethods()) {
			methods.putIfAbsent(method.getName() + Type.getMethodDescriptor(method), method);
		}
		methods.values()
			.removeIf((method) -> Modifier.isStatic(method.getModifiers()) || Modifier.isFinal(method.getModifiers()));
		return methods.values();
	}

	/**
	 * Returns whether the traced connection has the method. The methods of {@link Object}
	 * have the same names.
	 */
	private static boolean isOfJdbc(Method method) {
		Method known = ReflectionUtils.findMethod(Connection.class, method.getName(), method.getParameterTypes());
		if (known == null) {
			known = ReflectionUtils.findMethod(Object.class, method.getName(), method.getParameterTypes());
		}
		return known != null && known.getReturnType() == method.getReturnType();
	}

	private interface Body {

		void write(MethodVisitor code);

	}

}
