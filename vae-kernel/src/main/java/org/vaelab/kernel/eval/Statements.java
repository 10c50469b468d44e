package org.vaelab.kernel.eval;

import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;

/// Splits a cell by one run of Java's parser, and finds what of it can be compiled in one go.
///
/// JShell takes a run of its parser for every snippet and compiles every statement in a class of
/// its own, which takes it 10 to 30 ms; many in one block take hardly more than one.
final class Statements {
  private static final String HEAD = "class Cell { void run() throws Throwable { ";
  private static final String TAIL = "\n} }";

  /// What declares nothing and lets the next statement be reached.
  private static final Set<Tree.Kind> PLAIN =
      EnumSet.of(
          Tree.Kind.ASSERT,
          Tree.Kind.BLOCK,
          Tree.Kind.DO_WHILE_LOOP,
          Tree.Kind.ENHANCED_FOR_LOOP,
          Tree.Kind.EXPRESSION_STATEMENT,
          Tree.Kind.FOR_LOOP,
          Tree.Kind.IF,
          Tree.Kind.LABELED_STATEMENT,
          Tree.Kind.SWITCH,
          Tree.Kind.SYNCHRONIZED,
          Tree.Kind.TRY,
          Tree.Kind.WHILE_LOOP);

  private Statements() {}

  /// The statements and local declarations at the head of code, as far as a method may hold them:
  /// not imports, methods and what lacks a semicolon.
  ///
  /// @param begin where the code begins in the cell
  static List<Piece> atHead(String cell, int begin) {
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    ParsedSource parsed = ParsedSource.of(HEAD + cell.substring(begin) + TAIL, problems);
    CompilationUnitTree unit = parsed.unit();
    SourcePositions positions = Trees.instance(parsed.task()).getSourcePositions();
    long firstError =
        problems.getDiagnostics().stream()
            .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
            .mapToLong(Diagnostic::getStartPosition)
            .min()
            .orElse(Long.MAX_VALUE);
    List<Piece> pieces = new ArrayList<>();
    int shift = begin - HEAD.length();
    long previous = -1;
    for (StatementTree statement : body(unit)) {
      long start = positions.getStartPosition(unit, statement);
      long end = positions.getEndPosition(unit, statement);
      if (start == previous) {
        pieces.removeLast(); // int x, y;
      }
      if (end >= firstError || start < 0 || end <= start) {
        break;
      }
      previous = start;
      if (statement.getKind() != Tree.Kind.EMPTY_STATEMENT) {
        int from = (int) start + shift;
        int to = (int) end + shift;
        pieces.add(new Piece(from, to, cell.substring(from, to), false, plainCall(statement)));
      }
    }
    return pieces;
  }

  private static List<? extends StatementTree> body(CompilationUnitTree unit) {
    return unit.getTypeDecls().getFirst() instanceof ClassTree type
            && type.getMembers().getFirst() instanceof MethodTree method
            && method.getBody() instanceof BlockTree block
        ? block.getStatements()
        : List.of();
  }

  private static Optional<String> plainCall(StatementTree statement) {
    if (!PLAIN.contains(statement.getKind()) || bindsBeyondItself(statement)) {
      return Optional.empty();
    }
    return Optional.of(
        statement instanceof ExpressionStatementTree expression
                && expression.getExpression() instanceof MethodInvocationTree call
            ? switch (call.getMethodSelect()) {
              case IdentifierTree name -> name.getName().toString();
              case MemberSelectTree select -> select.getIdentifier().toString();
              default -> "";
            }
            : "");
  }

  /// Whether a pattern's variable may be in scope behind the statement (JLS 6.3.2).
  private static boolean bindsBeyondItself(StatementTree statement) {
    ExpressionTree condition =
        switch (statement) {
          case IfTree s -> s.getCondition();
          case WhileLoopTree s -> s.getCondition();
          case DoWhileLoopTree s -> s.getCondition();
          case ForLoopTree s -> s.getCondition();
          default -> null;
        };
    boolean[] found = {false};
    new TreeScanner<Void, Void>() {
      @Override
      public Void visitBindingPattern(BindingPatternTree pattern, Void unused) {
        found[0] = true;
        return null;
      }
    }.scan(condition, null);
    return found[0];
  }
}
